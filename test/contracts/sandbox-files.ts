/** What every driver of sandbox files must do: called by the real driver's test and the simulated one's. */
import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../src/machines/failure.ts';
import type { Driver } from '../../src/machines/services.ts';
import type { Ledger } from '../../src/store/records.ts';
import { dnsConfig, namespaceOptions, sandboxConfig, securedSandbox, userNamespace } from '../helpers/oci-scenes.ts';

export interface SandboxFilesWorld {
  readonly driver: Driver<'prepareSandboxFiles' | 'removeSandboxFiles'>;
  readonly ledger: Ledger;
  /** Nothing of any sandbox is left in the world. */
  readonly isEmpty: () => boolean;
}

const signal = new AbortController().signal;

export const sandboxFilesContract = (name: string, world: () => SandboxFilesWorld): void => {
  describe(`sandbox files: ${name}`, () => {
    const prepare = (sandboxId: string, config = sandboxConfig()) =>
      world().driver.prepareSandboxFiles({ sandboxId, config }, signal);
    const remove = (sandboxId: string) => world().driver.removeSandboxFiles({ sandboxId }, signal);
    const effects = () => world().ledger.all();

    test('prepare → files in the ledger as done; remove → nothing left, ledger empty; remove again → fine', async () => {
      const files = await prepare('one');
      expect(files.shmDir).toBeDefined();
      expect(effects()).toMatchObject([{ ownerId: 'one', effect: 'files', isDone: true }]);
      await remove('one');
      await remove('one');
      expect(effects()).toEqual([]);
      expect(world().isEmpty()).toBe(true);
    });

    test('prepare twice → the same files; one remove takes all', async () => {
      expect(await prepare('twice')).toEqual(await prepare('twice'));
      await remove('twice');
      expect(world().isEmpty()).toBe(true);
    });

    test('host IPC → no shm', async () => {
      const files = await prepare('ipc', securedSandbox({ namespaceOptions: namespaceOptions({ ipc: 2 }) }));
      expect(files.shmDir).toBeUndefined();
      await remove('ipc');
    });

    test('remove of what never was → fine', async () => {
      await remove('never');
      expect(world().isEmpty()).toBe(true);
    });

    test('hostile DNS entry → SpecInvalid, nothing made, no ledger row', async () => {
      const config = sandboxConfig({ dnsConfig: dnsConfig({ searches: ['a\nnameserver 6.6.6.6'] }) });
      const failure = await prepare('dns', config).catch(failureOf);
      expect(failure).toMatchObject({ code: 'SpecInvalid', details: { field: 'dns_config.searches' } });
      expect(effects()).toEqual([]);
      expect(world().isEmpty()).toBe(true);
    });

    test.each(['../x', '', '.', 'a/b'])('sandbox id %j → refused', async (sandboxId) => {
      await expect(prepare(sandboxId)).rejects.toMatchObject({ code: 'SpecInvalid', details: { field: 'id' } });
    });
  });
};

/** What every driver that writes real files must do besides. */
export const sandboxFileOwnersContract = (name: string, world: () => SandboxFilesWorld): void => {
  describe(`owners of sandbox files: ${name}`, () => {
    const prepare = (sandboxId: string, config = sandboxConfig()) =>
      world().driver.prepareSandboxFiles({ sandboxId, config }, signal);
    const remove = (sandboxId: string) => world().driver.removeSandboxFiles({ sandboxId }, signal);

    test('user namespace → all belong to who is root in it; without one, to root', async () => {
      const ids = (hostId: number) => [{ containerId: 0, hostId, length: 65_536 }];
      const usernsOptions = userNamespace({ mode: 0, uids: ids(100_000), gids: ids(200_000) });
      const config = securedSandbox({ namespaceOptions: namespaceOptions({ usernsOptions }) });
      for (const [asked, uid, gid] of [
        [config, 100_000, 200_000],
        [sandboxConfig(), 0, 0],
      ] as const) {
        const files = await prepare('userns', asked);
        for (const path of Object.values(files)) expect(statSync(path)).toMatchObject({ uid, gid });
        expect(statSync(files.shmDir ?? '').mode & 0o7777).toBe(0o1777);
      }
      await remove('userns');
      expect(world().isEmpty()).toBe(true);
    });
  });
};
