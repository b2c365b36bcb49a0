#!/bin/sh
# Installs what MediaNest needs besides the .NET SDK: PostgreSQL, Redis, RabbitMQ, yt-dlp, ffmpeg;
# and, where they are asked for by name (sh prerequisites.sh node npm), what only the tests need.
# Debian or Ubuntu, as root or with sudo; elsewhere it says what to install and exits 1.
# MediaNest starts private servers from the binaries: no system service is left running or enabled.
set -eu

missing=
need() { # need <package> <path or command>...: any one of them will do
  package=$1
  shift
  for candidate in "$@"; do
    if command -v "$candidate" >/dev/null 2>&1; then return; fi
  done
  missing="$missing $package"
}

check() {
  missing=
  need postgresql /usr/lib/postgresql/*/bin/postgres postgres
  need redis-server redis-server /usr/bin/redis-server
  need rabbitmq-server /usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server
  need yt-dlp yt-dlp
  need ffmpeg ffmpeg
  need util-linux setsid
  for program in "$@"; do
    case $program in
      node) need nodejs node ;;
      npm) need npm npm ;;
    esac
  done
}

refuse() {
  echo "prerequisites: $1" >&2
  echo "Please install these, then start again:" >&2
  for package in $missing; do
    case $package in
      postgresql) echo "  - PostgreSQL 15 or newer (postgres, initdb, psql, pg_isready on the PATH)" >&2 ;;
      redis-server) echo "  - Redis 6 or newer (redis-server on the PATH)" >&2 ;;
      rabbitmq-server) echo "  - RabbitMQ 3.10 or newer with Erlang (rabbitmq-server and epmd on the PATH)" >&2 ;;
      yt-dlp) echo "  - yt-dlp (on the PATH, or YouTube:YtDlpPath)" >&2 ;;
      ffmpeg) echo "  - ffmpeg and ffprobe (on the PATH, or YouTube:FfmpegPath and YouTube:FfprobePath)" >&2 ;;
      nodejs) echo "  - Node.js 18 or newer (node on the PATH): the tests alone need it" >&2 ;;
      npm) echo "  - npm (on the PATH): the tests alone need it" >&2 ;;
      *) echo "  - $package" >&2 ;;
    esac
  done
  echo "Servers that run elsewhere need no binaries here: set ConnectionStrings__redis, ConnectionStrings__rabbitmq," >&2
  echo "ConnectionStrings__postgres to their addresses." >&2
  exit 1
}

check "$@"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg >/dev/null 2>&1; then
  refuse "this is not Debian or Ubuntu, so nothing can be installed for you."
fi
if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root=sudo
else
  refuse "installing needs root or sudo."
fi

# one at a time: two test processes may both find something missing
lock=${TMPDIR:-/tmp}/medianest-prerequisites.lock
[ "${MEDIANEST_PREREQUISITES_LOCKED:-}" = 1 ] || {
  export MEDIANEST_PREREQUISITES_LOCKED=1
  (umask 000; : >>"$lock") 2>/dev/null || true
  exec flock "$lock" sh "$0" "$@"
}

echo "prerequisites: installing$missing"
# packages start their servers while they are installed, unless this says no
policy=/usr/sbin/policy-rc.d
own_policy=
cleanup() { [ -z "$own_policy" ] || $as_root rm -f "$policy"; }
trap cleanup EXIT
trap 'exit 130' INT TERM HUP
if [ ! -e "$policy" ]; then
  own_policy=1
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod 755 "$policy"
fi
# nor do they come with a cluster that would start at the next boot
if [ ! -e /etc/postgresql-common/createcluster.conf ] && [ ! -d /etc/postgresql ]; then
  $as_root mkdir -p /etc/postgresql-common/createcluster.d
  printf 'create_main_cluster = false\n' | $as_root tee /etc/postgresql-common/createcluster.d/medianest.conf >/dev/null
fi

apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@"
}
apt update
# shellcheck disable=SC2086 # a list of packages
apt install -y --no-install-recommends $missing

# not started now, and not at the next boot either
if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then
  for package in $missing; do
    case $package in
      postgresql | redis-server | rabbitmq-server) $as_root systemctl disable --now "$package" >/dev/null 2>&1 || true ;;
    esac
  done
fi

check "$@"
[ -z "$missing" ] || refuse "the packages were installed, but something is still not found."
echo "prerequisites: done"
