#!/bin/sh
# npm run kubelet: a real kubelet against a daemon, network, registry and cgroup of its own. Needs root, and go, with which it
# builds the kubelet through the Go module proxy, once. Arguments: test/conformance/kubelet/run.ts.
set -eu
cd "$(dirname "$0")/.."

fail() {
  echo "kubelet: $*" >&2
  exit 1
}
[ "$(id -u)" = 0 ] || fail "needs root"
sh scripts/setup.sh --with-test-tools
PATH="$PWD/node_modules/.bin:$PWD/node_modules/.cache/troupe/bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export PATH
command -v docker-registry >/dev/null || fail "needs docker-registry"

KUBELET=$(sh scripts/build-kubelet.sh)
export KUBELET
if KUBELET_RUNC=$(sh scripts/build-runc.sh); then
  export KUBELET_RUNC
else
  unset KUBELET_RUNC
  echo "kubelet: pods with user namespaces are left out" >&2
fi
exec node test/conformance/kubelet/run.ts "$@"
