/** What every driver of bundles must do: called by the real driver's test and the simulated one's. */
import { describe, expect, test } from 'vitest';
import type { Bundle, BundleInput, InfraBundleInput } from '../../src/machines/services/bundles.ts';
import type { Driver } from '../../src/machines/services.ts';
import type { Ledger } from '../../src/store/records.ts';
import { namespaceOptions, secured } from '../helpers/oci-scenes.ts';

export interface BundlesWorld {
  readonly driver: Driver<'writeBundle' | 'writeInfraBundle' | 'removeBundle'>;
  readonly ledger: Ledger;
  /** Input for a container that nobody has written yet, with a root of its own. */
  readonly input: (containerId: string) => BundleInput;
  readonly infraInput: (sandboxId: string) => InfraBundleInput;
  readonly exists: (bundle: Bundle) => boolean;
}

const signal = new AbortController().signal;

export const bundlesContract = (name: string, world: () => BundlesWorld): void => {
  describe(`bundles: ${name}`, () => {
    const own = secured({ namespaceOptions: namespaceOptions({ pid: 1 }) });
    const rows = (ownerId: string) => world().ledger.of(ownerId);
    const remove = (containerId: string) => world().driver.removeBundle({ containerId }, signal);

    test('write → there, its row done; remove twice → gone, no row', async () => {
      const bundle = await world().driver.writeBundle({ ...world().input('one'), config: own }, signal);
      expect(world().exists(bundle)).toBe(true);
      expect(rows('one')).toMatchObject([{ effect: 'bundle', isDone: true }]);
      await remove('one');
      await remove('one');
      expect(world().exists(bundle)).toBe(false);
      expect(rows('one')).toEqual([]);
    });

    test('infra → the same, by the sandbox’s id', async () => {
      const bundle = await world().driver.writeInfraBundle(world().infraInput('pod-1'), signal);
      expect(bundle).toMatchObject({ hasOwnPidNamespace: true, stopSignal: 'SIGTERM' });
      expect(rows('pod-1')).toMatchObject([{ effect: 'bundle', isDone: true }]);
      await remove('pod-1');
      expect(world().exists(bundle)).toBe(false);
    });

    test('what the machine must know: user, stop signal, own pids, no log asked', async () => {
      const input = world().input('facts');
      const image = { ...input.image, config: { ...input.image.config, user: '7:8', stopSignal: 'SIGINT' } };
      expect(await world().driver.writeBundle({ ...input, image, config: own }, signal)).toMatchObject({
        user: { uid: 7, gid: 8, groups: [8] },
        stopSignal: 'SIGINT',
        hasOwnPidNamespace: true,
        logPath: undefined,
      });
      await remove('facts');
    });

    test('refused → SpecInvalid with its field; remove → fine', async () => {
      const config = secured({ runAsGroup: { value: '1' } });
      await expect(world().driver.writeBundle({ ...world().input('bad'), config }, signal)).rejects.toMatchObject({
        code: 'SpecInvalid',
        details: { field: 'linux.security_context.run_as_group' },
      });
      await remove('bad');
      expect(rows('bad')).toEqual([]);
    });

    test('write again after a crash → as if it were the first', async () => {
      const input = { ...world().input('again'), config: own };
      expect(await world().driver.writeBundle(input, signal)).toEqual(await world().driver.writeBundle(input, signal));
      await remove('again');
    });

    test('remove of what never was → fine', async () => {
      await remove('never');
    });
  });
};
