#!/bin/sh
# Builds a kubelet with go, through the Go module proxy, once (four minutes). For npm run kubelet; nothing is installed. Prints
# where it is.
set -eu
cd "$(dirname "$0")/.."
version=v1.36.1
# What sum.golang.org says of the module; go.sum in it, and our sums of its staging modules, pin all the rest.
sum=h1:Mt7NKigaZ2KmOmCLhX81lGlH9JU5wjXnYhXnxAun9XA=
sums=$PWD/test/conformance/kubelet/staging.sum
kubelet=$PWD/node_modules/.cache/troupe/bin/kubelet-$version

fail() {
  echo "build-kubelet: $*" >&2
  exit 1
}
field() { sed -n "s/^\t\"$1\": \"\(.*\)\",\{0,1\}\$/\1/p"; }

if [ ! -x "$kubelet" ]; then
  for tool in go gcc; do
    command -v "$tool" >/dev/null || fail "needs $tool"
  done
  echo "build-kubelet: building kubelet $version with go (four minutes or more, once)" >&2
  module=$(timeout 300 go mod download -json "k8s.io/kubernetes@$version") || fail "kubelet $version could not be downloaded"
  [ "$(echo "$module" | field Sum)" = "$sum" ] || fail "k8s.io/kubernetes@$version is not what it was"
  dir=$(echo "$module" | field Dir)
  there=$(mktemp -d)
  trap 'rm -rf "$there"' EXIT
  # The module refers to its staging modules by paths that only the repository has: take them as published.
  staging=v0${version#v1}
  sed -E "s#^(\t(k8s\.io/[a-z-]+) => )\./staging/.*#\1\2 $staging#; s#^(\tk8s\.io/[a-z-]+) v0\.0\.0( |\$)#\1 $staging\2#" \
    "$dir/go.mod" >"$there/kubelet.mod"
  cat "$dir/go.sum" "$sums" >"$there/kubelet.sum"
  mkdir -p "$(dirname "$kubelet")"
  (cd "$dir" && GOWORK=off CGO_ENABLED=1 timeout 1800 go build -p 2 -trimpath -mod=readonly -modfile="$there/kubelet.mod" \
    -tags selinux_no,providerless -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version" \
    -o "$kubelet.part" ./cmd/kubelet >&2) || fail "kubelet could not be built"
  mv "$kubelet.part" "$kubelet"
fi
echo "$kubelet"
