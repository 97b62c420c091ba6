#!/bin/sh
# npm run conformance: critest, the conformance tests of the CRI, against a daemon, network and registry of its own. Needs
# root, and go, with which it builds critest through the Go module proxy, once. What cannot be had is an error: nothing is
# skipped. Arguments: test/conformance/run.ts. With --tap first: against a containerd, straight and through `troupe tap`
# (test/conformance/tap.ts).
set -eu
run=run.ts
if [ "${1:-}" = --tap ]; then
  run=tap.ts
  shift
fi
cd "$(dirname "$0")/.."
cache=$PWD/node_modules/.cache/troupe
# The newest that the Go module proxy has; ginkgo is the one in its go.mod.
version=v1.36.0
ginkgo=v2.28.1

fail() {
  echo "critest: $*" >&2
  exit 1
}
[ "$(id -u)" = 0 ] || fail "needs root"
sh scripts/setup.sh --with-test-tools
PATH="$PWD/node_modules/.bin:$cache/bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export PATH
for tool in docker-registry ipcmk iptables-save ldd gcc unshare; do
  command -v "$tool" >/dev/null || fail "needs $tool"
done

# module_dir MODULE@VERSION: where it is. What is built there is pinned by its own go.sum.
module_dir() {
  command -v go >/dev/null || fail "needs go 1.21 or newer, to build critest (Debian 12 has an older one)"
  dir=$(timeout 120 go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  [ -n "$dir" ] || fail "$1 could not be downloaded through the Go module proxy"
  echo "$dir"
}

build_critest() {
  [ -x "$cache/bin/critest-$version" ] && return 0
  dir=$(module_dir "sigs.k8s.io/cri-tools@$version")
  echo "critest: building $version with go (a minute or two, once)"
  (cd "$dir" && CGO_ENABLED=0 timeout 900 go test -c -p 2 -trimpath -o "$cache/bin/critest.part" ./cmd/critest) ||
    fail "critest could not be built"
  mv "$cache/bin/critest.part" "$cache/bin/critest-$version"
}

# Runs several of critest at once.
build_ginkgo() {
  [ -x "$cache/bin/ginkgo-$ginkgo/ginkgo" ] && return 0
  dir=$(module_dir "github.com/onsi/ginkgo/v2@$ginkgo")
  echo "critest: building ginkgo $ginkgo with go (once)"
  mkdir -p "$cache/bin/ginkgo-$ginkgo"
  (cd "$dir" && CGO_ENABLED=0 timeout 900 go build -p 2 -trimpath -o "$cache/bin/ginkgo.part" ./ginkgo) ||
    fail "ginkgo could not be built"
  mv "$cache/bin/ginkgo.part" "$cache/bin/ginkgo-$ginkgo/ginkgo"
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
build_ginkgo
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
export PATH="$cache/bin/ginkgo-$ginkgo:$PATH"
exec sh scripts/in-own-node.sh node "test/conformance/$run" "$@"
