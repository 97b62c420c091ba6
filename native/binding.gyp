{
  # Built by scripts/build-native.sh. `troupe_sanitize=1` is scripts/test-native-asan.sh's build.
  'variables': { 'troupe_sanitize%': 0 },
  'targets': [
    {
      'target_name': 'troupe',
      'sources': [
        'addon.cc',
        'connections.cc',
        'datagrams.cc',
        'errors.cc',
        'id-mapped.cc',
        'layer-attributes.cc',
        'layer-decompress.cc',
        'layer-dirs.cc',
        'layer-pipeline.cc',
        'layer-remove.cc',
        'layer-tar-fields.cc',
        'layer-tar.cc',
        'layer-unpacker.cc',
        'layer-writer.cc',
        'make-dir.cc',
        'mounts.cc',
        'namespace-holder.cc',
        'namespaces.cc',
        'orphans.cc',
        'overlay.cc',
        'paths.cc',
        'poll.cc',
        'processes.cc',
        'relabel.cc',
        'root.cc',
        'samples.cc',
        'sealed.cc',
        'seqpacket.cc',
        'spawn.cc',
        'sysctls.cc',
        'terminals.cc',
        'usage.cc',
      ],
      'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
      'defines': [
        'NAPI_VERSION=9',
        'NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS',
        'NODE_ADDON_API_DISABLE_DEPRECATED',
        # Work that ends when its worker is being terminated has nobody to tell: not a reason to abort the process.
        'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
        '_FILE_OFFSET_BITS=64',
      ],
      # -Wrestrict: GCC 12 sees an overlap in std::string's own operator+ where there is none (GCC bug 105651).
      'cflags': ['-Wall', '-Wextra', '-Werror', '-Wno-restrict', '-fvisibility=hidden', '-pthread'],
      'cflags_cc': ['-std=gnu++20', '-fno-exceptions'],
      # ISA-L and libzstd for layers; SHA-256 is the node binary's own OpenSSL.
      'libraries': ['-lisal', '-lzstd'],
      'conditions': [
        ['troupe_sanitize==1', {
          'cflags': ['-fsanitize=address,undefined', '-fno-omit-frame-pointer', '-g', '-O1'],
          'cflags!': ['-O3'],
          'ldflags': ['-fsanitize=address,undefined'],
        }],
      ],
    },
  ],
}
