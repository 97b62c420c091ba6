#!/bin/sh
# Builds the inspector's page: dist/inspector/. Says nothing and returns at once where no source has changed.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
export PATH

mkdir -p dist
exec 9>dist/.lock
flock 9
wanted=$(find src/inspector src/machines src/journal src/sequence src/tap/charts package-lock.json -type f -print0 | LC_ALL=C sort -z | xargs -0 cat | sha256sum)
[ "$(cat dist/inspector/.stamp 2>/dev/null)" != "$wanted" ] || exit 0
node src/inspector/build/main.ts dist/inspector
echo "$wanted" >dist/inspector/.stamp
