#!/bin/sh
# npm test: sets up what is missing, then runs every test that this machine allows. Arguments go to vitest.
set -eu
cd "$(dirname "$0")/.."

sh scripts/setup.sh --with-test-tools
PATH="$PWD/node_modules/.bin:$PWD/node_modules/.cache/troupe/bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export PATH
# As bin/troupe does: hundreds of daemons are started, and each would compile the same again.
NODE_COMPILE_CACHE="$PWD/node_modules/.cache/compiled"
export NODE_COMPILE_CACHE
# The native loader writes no file beside the configuration: the tree may belong to somebody else.
exec vitest run --configLoader native "$@"
