import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSelinux } from '../../../src/actors/selinux/contexts.ts';
import { usualContexts } from '../../../src/oci/selinux.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trp-selinux-'));
  mkdirSync(join(dir, 'kernel'));
  mkdirSync(join(dir, 'etc/mls/contexts'), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));
const read = () => readSelinux({ kernelDir: join(dir, 'kernel'), configDir: join(dir, 'etc') });

test('no SELinux in the kernel → nothing', () => {
  expect(read()).toBeUndefined();
});

test('SELinux, but no policy’s file → the usual contexts', () => {
  writeFileSync(join(dir, 'kernel/enforce'), '0');
  expect(read()).toEqual(usualContexts);
});

test('the policy that the configuration names → its contexts', () => {
  writeFileSync(join(dir, 'kernel/enforce'), '1');
  writeFileSync(join(dir, 'etc/config'), '# SELINUXTYPE=wrong\nSELINUX=enforcing\nSELINUXTYPE=mls\n');
  writeFileSync(
    join(dir, 'etc/mls/contexts/lxc_contexts'),
    'process = "a_u:a_r:a_t:s0"\nfile = "b_u:object_r:b_t:s0"\n',
  );
  expect(read()).toEqual({ process: 'a_u:a_r:a_t', file: 'b_u:object_r:b_t' });
});
