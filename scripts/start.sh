#!/bin/sh
# npm start: sets up what is missing, then runs the demo: a daemon, a pod of two containers, and what their actors do.
set -eu
cd "$(dirname "$0")/.."

if [ "$(id -u)" != 0 ]; then
  echo "troupe: the demo makes namespaces, mounts and a bridge, which only root may. Try: sudo npm start" >&2
  exit 1
fi
sh scripts/setup.sh
exec bin/troupe demo "$@"
