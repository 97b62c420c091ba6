#!/bin/sh
# npm run conformance: critest, the conformance tests of the CRI, against a daemon, network and registry of its own. Needs
# root, and go, with which it builds critest through the Go module proxy, once. Arguments: test/conformance/run.ts.
set -eu
cd "$(dirname "$0")/.."
cache=$PWD/node_modules/.cache/troupe
version=v1.36.0

fail() {
  echo "critest: $*" >&2
  exit 1
}
[ "$(id -u)" = 0 ] || fail "needs root"
sh scripts/setup.sh --with-test-tools
PATH="$PWD/node_modules/.bin:$cache/bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export PATH
for tool in docker-registry ipcmk ipcrm ldd gcc; do
  command -v "$tool" >/dev/null || fail "needs $tool"
done

# In the module's own folder, so that its go.sum pins all that goes in.
build_critest() {
  [ -x "$cache/bin/critest-$version" ] && return 0
  command -v go >/dev/null || fail "needs go, to build critest"
  echo "critest: building $version with go (a minute or two, once)"
  dir=$(timeout 120 go mod download -json "sigs.k8s.io/cri-tools@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  [ -n "$dir" ] || fail "cri-tools $version could not be downloaded"
  (cd "$dir" && CGO_ENABLED=0 timeout 900 go test -c -p 2 -trimpath -o "$cache/bin/critest.part" ./cmd/critest) ||
    fail "critest could not be built"
  mv "$cache/bin/critest.part" "$cache/bin/critest-$version"
}

# Debian's nginx, unpacked and not installed: no service starts.
unpack_nginx() {
  [ -x "$cache/bin/nginx" ] && return 0
  there=$(mktemp -d)
  (cd "$there" && apt-get -q -y -o APT::Sandbox::User=root download nginx >/dev/null && dpkg-deb -x ./nginx_*.deb .) ||
    fail "nginx could not be downloaded with apt-get"
  cp "$there/usr/sbin/nginx" "$cache/bin/nginx"
  rm -rf "$there"
}

build_critest
unpack_nginx
programs=$cache/conformance-programs
gcc -std=gnu11 -Wall -Wextra -Werror -Os -static -s -o "$programs" test/conformance/programs.c

case " $* " in
  *" --runc newest "*)
    CONFORMANCE_RUNC=$(sh scripts/build-runc.sh) || fail "needs a newer runc for --runc newest"
    export CONFORMANCE_RUNC
    ;;
esac

export CRITEST="$cache/bin/critest-$version" CONFORMANCE_PROGRAMS="$programs" CONFORMANCE_NGINX="$cache/bin/nginx"
exec node test/conformance/run.ts "$@"
