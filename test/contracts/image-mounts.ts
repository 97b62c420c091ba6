/** What every driver of images as volumes must do. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mount } from '../../proto/generated/api.ts';
import type { Driver } from '../../src/machines/services.ts';
import { mount } from '../helpers/oci-scenes.ts';

export interface ImageMountsWorld {
  readonly driver: () => Driver<'mountImages' | 'unmountImages'>;
  /** Puts an image here that has the file `number` and the directory `dir`. @returns its id. */
  readonly image: () => Promise<string>;
  readonly removeImage: (imageId: string) => Promise<void>;
  /** Whether there is anything of the owner: a mount, a directory, a ledger row. */
  readonly hasLeft: (ownerId: string) => boolean;
  readonly close: () => Promise<void>;
}

const signal = new AbortController().signal;

/** A mount of an image as a kubelet asks for it. */
export const imageMount = (image: string, more: Partial<Mount> = {}): Mount =>
  mount({
    containerPath: '/volume',
    hostPath: '',
    readonly: true,
    image: { image, annotations: {}, userSpecifiedImage: '', runtimeHandler: '', imageRef: '' },
    ...more,
  });

export const imageMountsContract = (name: string, open: () => Promise<ImageMountsWorld>): void => {
  describe(`image mounts: ${name}`, () => {
    let world: ImageMountsWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());
    const host = mount({ containerPath: '/host', hostPath: '/tmp' });

    test('mount, unmount → the images by their place in the request, then nothing of them', async () => {
      const ownerId = randomUUID();
      const [one, two] = [await world.image(), await world.image()];
      const mounts = [
        imageMount(one),
        host,
        imageMount(two, { imageSubPath: 'dir' }),
        imageMount(one, { imageSubPath: 'dir' }),
      ];
      const { imageMounts } = await world.driver().mountImages({ ownerId, mounts }, signal);
      expect(imageMounts.map(({ mountIndex, imageId }) => [mountIndex, imageId])).toEqual([
        [0, one],
        [2, two],
        [3, one],
      ]);
      expect(new Set(imageMounts.map(({ sourceDir }) => sourceDir)).size).toBe(3);
      expect(world.hasLeft(ownerId)).toBe(true);
      await world.driver().unmountImages({ ownerId }, signal);
      expect(world.hasLeft(ownerId)).toBe(false);
    });

    test('unmount again, or of what never was → fine; mount again → as if it were the first time', async () => {
      const ownerId = randomUUID();
      await world.driver().unmountImages({ ownerId }, signal);
      const mounts = [imageMount(await world.image())];
      for (let times = 0; times < 2; times += 1) await world.driver().mountImages({ ownerId, mounts }, signal);
      for (let times = 0; times < 3; times += 1) await world.driver().unmountImages({ ownerId }, signal);
      expect(world.hasLeft(ownerId)).toBe(false);
    });

    test.each<[string, Partial<Mount>]>([
      ['a sub path that is absent', { imageSubPath: 'none' }],
      ['a sub path that is a file', { imageSubPath: 'number' }],
      ['a sub path that leads out', { imageSubPath: '../dir' }],
      ['a host path beside it', { hostPath: '/tmp' }],
      ['a mount that may be written', { readonly: false }],
    ])('%s → ImageVolumeMountFailed, nothing left', async (_, more) => {
      const ownerId = randomUUID();
      const mounts = [imageMount(await world.image()), imageMount(await world.image(), more)];
      await expect(world.driver().mountImages({ ownerId, mounts }, signal)).rejects.toMatchObject({
        code: 'ImageVolumeMountFailed',
        details: { field: expect.stringContaining('mounts[1].') },
      });
      expect(world.hasLeft(ownerId)).toBe(false);
    });

    test('an image that is not here, or no longer → ImageVolumeMountFailed, nothing left', async () => {
      const gone = await world.image();
      await world.removeImage(gone);
      for (const reference of [gone, 'never.test/was:here', 'Not A Reference']) {
        const ownerId = randomUUID();
        await expect(
          world.driver().mountImages({ ownerId, mounts: [imageMount(reference)] }, signal),
        ).rejects.toMatchObject({ code: 'ImageVolumeMountFailed', details: { field: 'mounts[0].image' } });
        expect(world.hasLeft(ownerId)).toBe(false);
      }
    });
  });
};
