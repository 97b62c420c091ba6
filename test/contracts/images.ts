/** What every driver of images must do: called by the real driver's test and the simulated one's. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageServices } from '../../src/actors/images/services.ts';
import type { PullInput } from '../../src/machines/services/pulls.ts';

export interface ImageWorld {
  readonly driver: () => ImageServices;
  /** Makes a new image that can be pulled by this reference. */
  readonly offer: () => Promise<string>;
  /** In no registry. */
  readonly unknownReference: string;
  /** Whether lists show it. */
  readonly isListed: (reference: string) => boolean;
  readonly close: () => Promise<void>;
}

const signal = new AbortController().signal;
const inputFor = (reference: string): PullInput => ({ pullId: randomUUID(), reference });

export const imagesContract = (name: string, open: () => Promise<ImageWorld>): void => {
  describe(`images: ${name}`, () => {
    let world: ImageWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    const pull = async (reference: string) => {
      const plan = await world.driver().resolvePull(inputFor(reference), signal);
      await world.driver().fetchLayers(plan, signal);
      return world.driver().registerImage(plan, signal);
    };

    test('a pull in its three steps → the image is there by its name and its id, not before', async () => {
      const reference = await world.offer();
      const plan = await world.driver().resolvePull(inputFor(reference), signal);
      await world.driver().fetchLayers(plan, signal);
      expect(world.isListed(reference)).toBe(false);
      const { imageId } = await world.driver().registerImage(plan, signal);
      expect(imageId).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(imageId).toBe(plan.configDigest);
      const byName = await world.driver().resolveImage({ reference }, signal);
      expect(byName.imageId).toBe(imageId);
      expect(await world.driver().resolveImage({ reference: imageId }, signal)).toEqual(byName);
      expect(world.isListed(reference)).toBe(true);
    });

    test('a plan is plain JSON', async () => {
      const input = inputFor(await world.offer());
      const plan = await world.driver().resolvePull(input, signal);
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
      await world.driver().abandonPull(input, signal);
    });

    test('the same pull twice, also at the same time → the same image', async () => {
      const reference = await world.offer();
      const [one, two] = await Promise.all([pull(reference), pull(reference)]);
      expect(one).toEqual(two);
      expect(await pull(reference)).toEqual(one);
    });

    test('an abandoned pull → no image; abandoned again → fine', async () => {
      const reference = await world.offer();
      const plan = await world.driver().resolvePull(inputFor(reference), signal);
      await world.driver().fetchLayers(plan, signal);
      for (let times = 0; times < 2; times += 1) await world.driver().abandonPull({ pullId: plan.pullId }, signal);
      expect(world.isListed(reference)).toBe(false);
      await expect(world.driver().registerImage(plan, signal)).rejects.toMatchObject({ code: 'Cancelled' });
    });

    test('nothing of that name → ManifestUnknown from a registry, ImageNotFound here', async () => {
      const { unknownReference: reference } = world;
      await expect(world.driver().resolvePull(inputFor(reference), signal)).rejects.toMatchObject({
        code: 'ManifestUnknown',
      });
      await expect(world.driver().resolveImage({ reference }, signal)).rejects.toMatchObject({ code: 'ImageNotFound' });
    });

    test('a name that is none → ReferenceInvalid', async () => {
      await expect(world.driver().resolvePull(inputFor('Not/A Name'), signal)).rejects.toMatchObject({
        code: 'ReferenceInvalid',
      });
    });

    test('removal by a name → gone by every name; removal of what is not there → fine', async () => {
      const reference = await world.offer();
      const { imageId } = await pull(reference);
      await Promise.all([1, 2, 3, 4, 5].map(() => world.driver().removeImage({ reference }, signal)));
      for (const gone of [reference, imageId])
        await expect(world.driver().resolveImage({ reference: gone }, signal)).rejects.toMatchObject({
          code: 'ImageNotFound',
        });
      await world.driver().removeImage({ reference: imageId }, signal);
      await world.driver().removeImage({ reference: 'Not/A Name' }, signal);
    });

    test('a signal that has fired → Cancelled', async () => {
      const reference = await world.offer();
      await expect(world.driver().resolvePull(inputFor(reference), AbortSignal.abort())).rejects.toMatchObject({
        code: 'Cancelled',
      });
    });
  });
};
