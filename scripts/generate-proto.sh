#!/bin/sh
# Makes the codecs of the CRI contract from proto/api.proto: api.ts (what the compiler reads) and api.js (what Node
# loads: the same without types, for stripping half a megabyte of them costs 100 ms at every start).
# Usage: generate-proto.sh [output folder]; needs protoc (Debian: protobuf-compiler) and the installed npm packages.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${1:-$root/proto/generated}
bin=$root/node_modules/.bin

command -v protoc >/dev/null || { echo 'protoc is not installed (Debian: apt-get install protobuf-compiler)' >&2; exit 127; }
mkdir -p "$out"

PATH=$bin:$PATH protoc \
  --plugin=protoc-gen-ts_proto="$bin/protoc-gen-ts_proto" \
  --proto_path="$root/proto" \
  --ts_proto_out="$out" \
  --ts_proto_opt=forceLong=string,enumsAsLiterals=true,outputJsonMethods=false,outputPartialMethods=false \
  --ts_proto_opt=outputServices=grpc-js,outputClientImpl=true,esModuleInterop=true,importSuffix=.ts \
  --ts_proto_opt=removeEnumPrefix=false,snakeToCamel=true,env=node,useOptionals=none,unrecognizedEnum=false \
  --ts_proto_opt=annotateFilesWithVersion=false \
  "$root/proto/api.proto"

"$bin/tsc" --ignoreConfig --noCheck --module esnext --moduleResolution bundler --target es2024 --removeComments --newLine lf \
  --outDir "$out" --rootDir "$out" "$out/api.ts"
