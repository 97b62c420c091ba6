/** SELinux's part that a kernel without it can show: levels in the ledger, labels of sources. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { relabelMounts } from '../../../src/actors/bundle/relabel-mounts.ts';
import { openSelinux } from '../../../src/actors/selinux/selinux.ts';
import { failureOf } from '../../../src/machines/failure.ts';
import { setTreeXattr } from '../../../src/native.ts';
import { usualContexts } from '../../../src/oci/selinux.ts';
import { openStore } from '../../../src/store/store.ts';
import { mount, sandboxConfig, securedSandbox, selinuxOptions } from '../../helpers/oci-scenes.ts';
import { describeAsRoot } from '../../native/scene.ts';

describeAsRoot('SELinux', () => {
  let dir: string;
  let store: ReturnType<typeof openStore>;
  beforeEach(() => {
    dir = mkdtempSync('/var/tmp/trp-selinux-');
    store = openStore(join(dir, 'store.db'));
  });
  afterEach(() => {
    store.close();
    rmSync(dir, { recursive: true });
  });
  const open = (changed: string[] = [], categoryRange = 1024) =>
    openSelinux({
      ledger: store.ledger,
      contexts: usualContexts,
      categoryRange,
      random: () => 0,
      setTreeXattr: async (asked) => {
        const count = await setTreeXattr(asked);
        if (count > 0) changed.push(asked.path);
        return count;
      },
    });
  const refused = async (act: Promise<unknown>) =>
    failureOf(
      await act.then(
        () => 'done',
        (thrown: unknown) => thrown,
      ),
    );

  test('each pod another level, the same one whenever asked, also after a restart; released → free again', () => {
    const selinux = open([], 3);
    const levels = ['a', 'b', 'c'].map((id) => selinux.levelOf(id, sandboxConfig()));
    expect(new Set(levels).size).toBe(3);
    expect(() => selinux.levelOf('d', sandboxConfig())).toThrow();
    store.close();
    store = openStore(join(dir, 'store.db'));
    const again = open([], 3);
    expect(['a', 'b', 'c'].map((id) => again.levelOf(id, sandboxConfig()))).toEqual(levels);
    again.releaseLevel('b');
    again.releaseLevel('b');
    expect(again.levelOf('d', sandboxConfig())).toBe(levels[1]);
    for (const id of ['a', 'c', 'd']) again.releaseLevel(id);
    expect(store.ledger.all()).toEqual([]);
  });

  test('a level that a pod asks for → that one, and no other pod gets it by chance', () => {
    const selinux = open();
    const asked = securedSandbox({ selinuxOptions: selinuxOptions({ level: 's0:c0,c1' }) });
    expect(selinux.levelOf('a', asked)).toBe('s0:c0,c1');
    expect(selinux.levelOf('b', sandboxConfig())).toBe('s0:c0,c2');
    expect(selinux.mountLabelOf({ sandboxId: 'a', sandboxConfig: asked })).toBe(
      'system_u:object_r:container_file_t:s0:c0,c1',
    );
  });

  test('mounts: those that ask for it, and volumes of the image', async () => {
    const changed: string[] = [];
    for (const name of ['asked', 'not', 'volume']) mkdirSync(join(dir, name));
    writeFileSync(join(dir, 'asked/file'), '');
    symlinkSync('../not', join(dir, 'asked/link'));
    const mounts = [mount({ selinuxRelabel: true }), mount()];
    const sources = [{ realPath: join(dir, 'asked') }, { realPath: join(dir, 'not') }];
    const request = { mounts, sources, volumes: [{ sourceDir: join(dir, 'volume') }] };
    await relabelMounts(request, 'system_u:object_r:container_file_t:s0:c1,c2', open(changed));
    expect(changed).toEqual([join(dir, 'asked'), join(dir, 'volume')]);
    await relabelMounts(request, undefined, undefined);
  });

  test.each([
    '/',
    '/etc',
    '/usr',
    '/usr/share/x',
    '/home',
    '/home/somebody',
    '/var/lib',
    '/proc/1',
    '/sys',
    '/dev/shm',
    '/root',
    '/run',
  ])('%s → refused, untouched', async (path) => {
    const none = openSelinux({
      ledger: store.ledger,
      contexts: usualContexts,
      categoryRange: 2,
      random: () => 0,
      setTreeXattr: () => Promise.reject(new Error('touched')),
    });
    expect(await refused(none.relabel(path, 'x', 'mounts[0].selinux_relabel'))).toMatchObject({
      code: 'SpecInvalid',
      details: { field: 'mounts[0].selinux_relabel' },
    });
  });
});
