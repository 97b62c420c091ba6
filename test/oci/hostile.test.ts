/** Whatever a client or an image says: a spec or a failure from the list, and never a path that leaves its place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../src/machines/failure.ts';
import type { Json } from '../../src/machines/json.ts';
import { cgroupsPathOf } from '../../src/oci/cgroups-path.ts';
import { cleanPath } from '../../src/oci/invalid.ts';
import { logPathOf } from '../../src/oci/log-path.ts';
import { parseMountinfo } from '../../src/oci/mountinfo.ts';
import { resolvConfOf } from '../../src/oci/pod-files.ts';
import { readSeccompProfile } from '../../src/oci/seccomp-profile.ts';
import { stopSignalOf } from '../../src/oci/stop-signal.ts';
import { aHost } from '../helpers/oci-scenes.ts';

/** The value, or undefined where it is refused as it should be. */
const orRefused = <T>(act: () => T): T | undefined => {
  try {
    return act();
  } catch (thrown) {
    expect(failureOf(thrown).code).toBe('SpecInvalid');
    return undefined;
  }
};
const pathText = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom('..', '.', '', 'a', 'b.slice', '\0', ':'), { maxLength: 6 }).map((parts) => parts.join('/')),
);

describe('any text', () => {
  test('as a path → cleaned, absolute, without ..', () => {
    fc.assert(
      fc.property(pathText, (text) => {
        const path = cleanPath(text);
        expect(path.startsWith('/')).toBe(true);
        expect(path.split('/')).not.toContain('..');
        expect(cleanPath(path)).toBe(path);
      }),
    );
  });

  test('as a cgroup parent → below it, or refused', () => {
    fc.assert(
      fc.property(pathText, fc.constantFrom('cgroupfs' as const, 'systemd' as const), (parent, driver) => {
        const path = orRefused(() =>
          cgroupsPathOf({ driver, parent, defaultParent: '/t', prefix: 'troupe', id: 'abc' }),
        );
        if (path === undefined) return;
        expect(path).toMatch(driver === 'systemd' ? /^[^/:]+\.slice:troupe:abc$/ : /^\/([^:]*\/)?abc$/);
        expect(path.split('/').filter((part) => part === '..' || part.includes('\0'))).toEqual([]);
      }),
    );
  });

  test('as a log path → inside the directory, or refused', () => {
    fc.assert(
      fc.property(pathText, (text) => {
        const path = orRefused(() => logPathOf('/var/log/pods/x', text));
        if (path !== undefined) expect(path.startsWith('/var/log/pods/x/')).toBe(true);
      }),
    );
  });

  test('as a DNS server → one line, or refused', () => {
    fc.assert(
      fc.property(fc.string(), (server) => {
        const text = orRefused(() => resolvConfOf({ servers: [server], searches: [], options: [] }));
        if (text !== undefined) expect(text.split('\n')).toHaveLength(2);
      }),
    );
  });

  test('as a stop signal of an image → a name, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat(200).map(String)), (text) => {
        const signal = orRefused(() => stopSignalOf(0, text));
        if (signal !== undefined) expect(signal).toMatch(/^SIG[A-Z0-9]+([+-]\d+)?$/);
      }),
    );
  });

  test('as mountinfo → parsed', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseMountinfo(text)));
  });
});

test('any JSON as a seccomp profile → a filter, or refused', () => {
  const key = fc.constantFrom(
    'defaultAction',
    'syscalls',
    'names',
    'name',
    'action',
    'args',
    'includes',
    'caps',
    'archMap',
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('SCMP_ACT_ALLOW', 'read', null, 7),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(key, tie('json')),
    ),
  }));
  fc.assert(
    fc.property(json, (content) => {
      orRefused(() => readSeccompProfile('/p', content as Json, { host: aHost, capabilities: [] }));
    }),
    { numRuns: 500 },
  );
});
