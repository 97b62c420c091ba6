#!/bin/sh
# Builds a runc that knows id-mapped mounts, which pods with user namespaces need and Debian 12's 1.1 lacks; with go, through
# the Go module proxy, once. For tests and npm run conformance -- --runc; nothing is installed. Prints where it is.
set -eu
cd "$(dirname "$0")/.."
version=v1.4.3
runc=$PWD/node_modules/.cache/troupe/bin/runc-${version#v}

fail() {
  echo "build-runc: $*" >&2
  exit 1
}
if [ ! -x "$runc" ]; then
  for tool in go gcc pkg-config; do
    command -v "$tool" >/dev/null || fail "needs $tool"
  done
  pkg-config --exists libseccomp || fail "needs libseccomp-dev"
  echo "build-runc: building runc $version with go (a minute or two, once)" >&2
  # In the module's own folder, so that its go.sum pins all that goes in.
  dir=$(timeout 120 go mod download -json "github.com/opencontainers/runc@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  [ -n "$dir" ] || fail "runc $version could not be downloaded"
  mkdir -p "$(dirname "$runc")"
  (cd "$dir" && CGO_ENABLED=1 timeout 900 go build -p 2 -trimpath -tags seccomp \
    -ldflags "-s -w -X main.version=${version#v}" -o "$runc.part" . >&2) || fail "runc could not be built"
  mv "$runc.part" "$runc"
fi
echo "$runc"
