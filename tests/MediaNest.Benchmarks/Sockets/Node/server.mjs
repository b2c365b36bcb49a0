// The JavaScript server with the duties of the benchmark's .NET server. node --expose-gc server.mjs PORT
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { serveClient: false });

// as its documentation advises for many connections (https://socket.io/docs/v4/memory-usage/)
io.engine.on('connection', (connection) => {
  connection.request = null;
});

io.on('connection', (socket) => {
  socket.on('echo', (value, acknowledge) => acknowledge(value));
});

const progress = { id: '0197e0f2-5f6a-7c1e-9d3b-2f4a6b8c0d1e', progress: 42.5, status: 'downloading', speed: 1048576, eta: 321, title: 'Big Buck Bunny' };

const collect = () => {
  globalThis.gc();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
};

http.prependListener('request', (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/control/broadcast') {
    io.emit('tick', Number(searchParams.get('round')), Number(process.hrtime.bigint()), progress);
    response.end('{}');
  } else if (pathname === '/control/collect') {
    response.end(JSON.stringify({ managed: collect() }));
  }
});

http.listen(Number(process.argv[2]), '127.0.0.1');
