/** What every driver of root filesystems must do: called by the real driver's test and the simulated one's. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageSeen } from '../../src/machines/services/images.ts';
import type { Driver } from '../../src/machines/services.ts';

export interface SnapshotWorld {
  readonly driver: () => Driver<'mountRootfs' | 'unmountRootfs'>;
  /** An image that is here. */
  readonly image: () => Promise<ImageSeen>;
  readonly removeImage: (image: ImageSeen) => Promise<void>;
  /** Whether there is anything of the owner: a mount, a directory, a ledger row. */
  readonly hasLeft: (ownerId: string) => boolean;
  readonly close: () => Promise<void>;
}

const signal = new AbortController().signal;

export const snapshotsContract = (name: string, open: () => Promise<SnapshotWorld>): void => {
  describe(`snapshots: ${name}`, () => {
    let world: SnapshotWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    test('mount, unmount → a root filesystem, then nothing of it', async () => {
      const ownerId = randomUUID();
      const { rootfsDir } = await world.driver().mountRootfs({ ownerId, image: await world.image() }, signal);
      expect(rootfsDir).toContain(ownerId);
      expect(world.hasLeft(ownerId)).toBe(true);
      await world.driver().unmountRootfs({ ownerId }, signal);
      expect(world.hasLeft(ownerId)).toBe(false);
    });

    test('unmount again, or of what never was → fine', async () => {
      const ownerId = randomUUID();
      await world.driver().unmountRootfs({ ownerId }, signal);
      await world.driver().mountRootfs({ ownerId, image: await world.image() }, signal);
      for (let times = 0; times < 3; times += 1) await world.driver().unmountRootfs({ ownerId }, signal);
      expect(world.hasLeft(ownerId)).toBe(false);
    });

    test('several owners of one image → a root filesystem each', async () => {
      const image = await world.image();
      const owners = [randomUUID(), randomUUID(), randomUUID()];
      const mounted = await Promise.all(
        owners.map((ownerId) => world.driver().mountRootfs({ ownerId, image }, signal)),
      );
      expect(new Set(mounted.map(({ rootfsDir }) => rootfsDir)).size).toBe(3);
      await Promise.all(owners.map((ownerId) => world.driver().unmountRootfs({ ownerId }, signal)));
      for (const ownerId of owners) expect(world.hasLeft(ownerId)).toBe(false);
    });

    test('the image is removed before the mount → ImageNotFound, nothing left', async () => {
      const ownerId = randomUUID();
      const image = await world.image();
      await world.removeImage(image);
      await expect(world.driver().mountRootfs({ ownerId, image }, signal)).rejects.toMatchObject({
        code: 'ImageNotFound',
      });
      expect(world.hasLeft(ownerId)).toBe(false);
    });
  });
};
