import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { cgroupDriverOf } from '../../src/config/schema.ts';
import { FailureError } from '../../src/machines/failure.ts';

const problemsOf = (toml: string): unknown => {
  try {
    parseConfig(toml, 'troupe.toml');
  } catch (error) {
    if (error instanceof FailureError) return error.details.problems;
    throw error;
  }
  return 'no problem';
};

describe('defaults', () => {
  test('empty file → the defaults of containerd where it has the setting', () => {
    const config = parseConfig('', 'troupe.toml');
    expect(config.root).toBe('/var/lib/troupe');
    expect(config.grpc.address).toBe('/run/troupe/troupe.sock');
    expect(config.cri.defaultRuntimeName).toBe('runc');
    expect(config.image).toMatchObject({ maxConcurrentDownloads: 3, imagePullProgressTimeoutMs: 300_000 });
    expect(config.cni).toMatchObject({ confDir: '/etc/cni/net.d', maxConfNum: 1, ipPref: '' });
    expect(config.registry.configPath).toEqual(['/etc/containerd/certs.d', '/etc/docker/certs.d']);
    expect(Object.keys(config.runtimes)).toEqual(['runc', 'crun']);
    expect(cgroupDriverOf(config)).toBe('cgroupfs');
  });

  test('pinned images → a list, or the table that containerd has', () => {
    const pinnedIn = (toml: string) => parseConfig(toml, 'troupe.toml').image.pinnedImages;
    expect(pinnedIn('')).toEqual([]);
    expect(pinnedIn('[image]\npinned_images = ["a", "b*"]')).toEqual(['a', 'b*']);
    expect(pinnedIn('[image.pinned_images]\nsandbox = "pause:3"\nother = "b"')).toEqual(['pause:3', 'b']);
    expect(problemsOf('[image]\npinned_images = 3')).toEqual([expect.stringContaining('image.pinned_images')]);
  });

  test('a change of the result → refused: it is frozen', () => {
    const config = parseConfig('', 'troupe.toml');
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.cni)).toBe(true);
    expect(Object.isFrozen(config.runtimes)).toBe(true);
    expect(Object.isFrozen(config.cni.binDirs)).toBe(true);
  });

  test('two texts → two results that share nothing', () => {
    expect(parseConfig('[cni]\nmax_conf_num = 2', 'a').cni.maxConfNum).toBe(2);
    expect(parseConfig('', 'b').cni.maxConfNum).toBe(1);
  });
});

describe('runtimes', () => {
  test('written ones → replace runc', () => {
    const config = parseConfig(
      '[cri]\ndefault_runtime_name = "crun"\n[runtimes.crun]\nruntime_path = "/usr/bin/crun"',
      'f',
    );
    expect(Object.keys(config.runtimes)).toEqual(['crun']);
    expect(config.runtimes.crun?.runtimePath).toBe('/usr/bin/crun');
    expect(config.runtimes.crun?.podAnnotations).toEqual([]);
  });

  test('SystemdCgroup → systemd is the driver', () => {
    expect(cgroupDriverOf(parseConfig('[runtimes.runc.options]\nSystemdCgroup = true', 'f'))).toBe('systemd');
  });

  test('two drivers → refused', () => {
    const toml = '[runtimes.runc]\n[runtimes.crun.options]\nSystemdCgroup = true';
    expect(problemsOf(toml)).toEqual([
      'line 1: runtimes: options.SystemdCgroup must be the same for all runtimes: a node has one cgroup driver',
    ]);
  });

  test('the default is not among them → refused, with those that are', () => {
    expect(problemsOf('[cri]\ndefault_runtime_name = "kata"')).toEqual([
      'line 2: cri.default_runtime_name: there is no [runtimes.kata], only runc, crun',
    ]);
  });
});

describe('mistakes', () => {
  test('unknown key → its line and the nearest name', () => {
    expect(problemsOf('# one\n[cni]\nmax_conf_nun = 2')).toEqual([
      'line 3: cni.max_conf_nun: there is no such setting; did you mean max_conf_num?',
    ]);
  });

  test('unknown section → the nearest section', () => {
    expect(problemsOf('[grcp]\naddress = "/x"')).toEqual([
      'line 1: grcp: there is no such setting; did you mean grpc?',
    ]);
  });

  test('nothing like it → no guess', () => {
    expect(problemsOf('[cni]\nzebra = 2')).toEqual(['line 2: cni.zebra: there is no such setting']);
  });

  test('in a runtime → the nearest name there', () => {
    expect(problemsOf('[runtimes.runc.options]\nsystemd_cgroup = true')).toEqual([
      'line 2: runtimes.runc.options.systemd_cgroup: there is no such setting; did you mean SystemdCgroup?',
    ]);
  });

  test('wrong types → each by its path and line, all at once', () => {
    expect(problemsOf('[cni]\nmax_conf_num = "1"\nbin_dirs = "/opt"\n[image]\nmax_concurrent_downloads = 0')).toEqual([
      'line 2: cni.max_conf_num: expected number, received string',
      'line 3: cni.bin_dirs: expected array, received string',
      'line 5: image.max_concurrent_downloads: too small: expected number to be >=1',
    ]);
  });

  test('a section that is a value → refused', () => {
    expect(problemsOf('cni = 3')).toEqual(['line 1: cni: expected object, received number']);
  });

  test.each([
    ['relative path', '[cni]\nconf_dir = "net.d"', 'line 2: cni.conf_dir: must be an absolute path'],
    [
      'duration without a unit',
      '[timeouts]\ncreate = "240"',
      'line 2: timeouts.create: must be a duration such as 90s, 1h30m or 250ms, up to 596h',
    ],
    ['choice', '[cri]\ninfra = "never"', 'line 2: cri.infra: expected one of "when-needed"|"always"'],
    [
      'state in root',
      'state = "/var/lib/troupe/state"',
      'line 1: state: root and state must be different directories, neither inside the other',
    ],
    [
      'long socket path',
      `[grpc]\naddress = "/${'x'.repeat(110)}"`,
      'line 2: grpc.address: a path of a unix socket has at most 107 bytes',
    ],
    [
      'port',
      '[streaming]\nstream_server_port = "70000"',
      'line 2: streaming.stream_server_port: must be a port number, as text',
    ],
  ])('%s → refused', (_, toml, problem) => {
    expect(problemsOf(toml)).toEqual([problem]);
  });

  test('not TOML → the line', () => {
    expect(problemsOf('root = "/a"\nstate = ')).toEqual([expect.stringMatching(/^line 2: not TOML: /)]);
  });

  test('any text → a configuration or ConfigInvalid, nothing else', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (toml) => void problemsOf(toml)));
  });
});

describe('files', () => {
  test('a named file that is absent → ConfigInvalid', async () => {
    await expect(loadConfig('/nonexistent/troupe.toml')).rejects.toMatchObject({
      code: 'ConfigInvalid',
      details: { file: '/nonexistent/troupe.toml', problems: ['it cannot be read (ENOENT)'] },
    });
  });

  test('a named file → read', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'trp-config-'));
    try {
      await writeFile(join(dir, 'config.toml'), 'root = "/srv/troupe"');
      expect((await loadConfig(join(dir, 'config.toml'))).root).toBe('/srv/troupe');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
