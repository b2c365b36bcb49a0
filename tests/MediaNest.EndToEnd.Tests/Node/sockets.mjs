// Unmodified socket.io-client sockets, driven line by line: a command of JSON on standard input, its answer and all that
// happens to the sockets as JSON on standard output. Buffers are {"$binary": base64}.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const sockets = new Map();

const tell = (line) => process.stdout.write(JSON.stringify(line) + '\n');

const written = (value) => {
  if (Buffer.isBuffer(value) || value instanceof Uint8Array || value instanceof ArrayBuffer) {
    return { $binary: Buffer.from(value).toString('base64') };
  }
  if (Array.isArray(value)) return value.map(written);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, written(inner)]));
  return value;
};

const read = (value) => {
  if (Array.isArray(value)) return value.map(read);
  if (value && typeof value === 'object') {
    return '$binary' in value ? Buffer.from(value.$binary, 'base64') : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, read(inner)]));
  }
  return value;
};

const stateOf = (socket) => ({
  connected: socket.connected,
  id: socket.id,
  recovered: socket.recovered,
  transport: socket.io.engine?.transport.name,
});

const commands = {
  open({ name, url, options }) {
    const socket = io(url, options);
    sockets.set(name, socket);
    const watch = () => socket.io.engine.once('upgrade', (transport) => tell({ socket: name, happened: 'upgrade', transport: transport.name }));
    if (socket.io.engine) watch();
    socket.io.on('reconnect_attempt', () => socket.io.once('open', watch));
    socket.on('connect', () => tell({ socket: name, happened: 'connect', ...stateOf(socket) }));
    socket.on('connect_error', (error) => tell({
      socket: name,
      happened: 'connect_error',
      message: error.message,
      data: error.data,
      description: String(error.description?.message ?? error.description ?? ''),
      status: error.context?.status ?? error.context?.statusCode,
    }));
    socket.on('disconnect', (reason) => tell({ socket: name, happened: 'disconnect', reason }));
    socket.onAny((event, ...args) => {
      const acknowledge = typeof args.at(-1) === 'function' ? args.pop() : undefined;
      acknowledge?.({ received: true });
      tell({ socket: name, event, args: written(args), acknowledged: acknowledge !== undefined });
    });
  },
  async emit({ name, event, args, timeout }) {
    return written(await sockets.get(name).timeout(timeout).emitWithAck(event, ...read(args)));
  },
  send({ name, event, args }) {
    sockets.get(name).emit(event, ...read(args));
  },
  state: ({ name }) => stateOf(sockets.get(name)),
  // as when the network fails: the manager does not know why, and connects again
  cut({ name }) {
    sockets.get(name).io.engine.close();
  },
  // as an application does that has a new token
  connect({ name, auth }) {
    const socket = sockets.get(name);
    if (auth) socket.auth = auth;
    socket.connect();
  },
  pause({ name }) {
    sockets.get(name).io.engine.transport.ws._socket.pause();
  },
  close({ name }) {
    sockets.get(name).disconnect();
    sockets.delete(name);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  Promise.resolve()
    .then(() => commands[command.command](command))
    .then(
      (result) => tell({ answers: command.number, result: result ?? null }),
      (error) => tell({ answers: command.number, error: String(error?.message ?? error) }),
    );
}
process.exit(0);
