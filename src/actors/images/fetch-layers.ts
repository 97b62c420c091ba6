import { abortFailure } from '../../image/abort.ts';
import type { LayerStore } from '../../image/layer-store.ts';
import { readBlob } from '../../image/registry/blobs.ts';
import { Semaphore } from '../../image/semaphore.ts';
import type { LayerWish } from '../../image/unpack-layer.ts';
import { FailureError } from '../../machines/failure.ts';
import type { Service } from '../../machines/services.ts';
import { withFsFailures } from '../fs-failure.ts';
import type { ImageRoom, ImageRoomOptions, PullState } from './room.ts';

/**
 * The `fetchLayers` contract: makes every layer of the pull present, several at once, each in one pass.
 *
 * Layers that are here already are not fetched again; one that another pull is fetching is awaited. The first failure
 * ends the others, and is thrown when they have ended.
 * Effects: ledger row `pull`; layers in place, or nothing.
 * @throws FailureError LayerInvalid, NoSpace, RegistryUnavailable, RegistryDenied, RegistryFailed, PullStalled, Cancelled.
 */
export const fetchLayers =
  ({ options, registry, layers, pulls }: ImageRoom): Service<'fetchLayers'> =>
  ({ pullId, reference }, signal) =>
    withFsFailures(async () => {
      const pull = pulls.get(pullId);
      if (pull === undefined) throw new FailureError('Cancelled', { pullId, reason: 'the pull was abandoned' });
      options.ledger.intend({ ownerId: pullId, effect: 'pull', details: { reference } });
      const wishes = wishesOf(pull, (blob, aborted) =>
        counted(readBlob(registry, { source: pull.source, blob, signal: aborted }), options.onFetched),
      );
      await ensureAll(layers, { wishes, options, signal });
      options.ledger.done({ ownerId: pullId, effect: 'pull' });
      return {};
    });

async function* counted(blob: AsyncIterable<Buffer>, tell: ImageRoomOptions['onFetched']): AsyncGenerator<Buffer> {
  for await (const chunk of blob) {
    tell?.({ bytes: chunk.byteLength });
    yield chunk;
  }
  tell?.({ layers: 1 });
}

type Read = (
  blob: { readonly digest: string; readonly sizeBytes: number; readonly urls: readonly string[] },
  signal: AbortSignal,
) => AsyncIterable<Buffer>;

const wishesOf = ({ found }: PullState, read: Read): LayerWish[] =>
  found.layers.map((layer, at) => ({
    diffId: found.parsedConfig.diffIds[at] ?? '',
    digest: layer.digest,
    read: (signal) => read(layer, signal),
  }));

/** Lowest first, equal ones once. Settles when all have settled, with the failure that came first. */
export const ensureAll = async (
  layers: LayerStore,
  o: {
    wishes: readonly LayerWish[];
    options: Pick<ImageRoomOptions, 'maxDownloads' | 'maxUnpackers'>;
    signal: AbortSignal;
  },
): Promise<void> => {
  const { options, signal } = o;
  const slots = { downloads: new Semaphore(options.maxDownloads), unpackers: new Semaphore(options.maxUnpackers) };
  const others = new AbortController();
  const any = AbortSignal.any([signal, others.signal]);
  const unique = new Map(o.wishes.map((wish) => [wish.diffId, wish]));
  let first: unknown;
  await Promise.all(
    [...unique.values()].map((wish) =>
      layers.ensure(wish, { slots, signal: any }).catch((error: unknown) => {
        first ??= error;
        others.abort(new FailureError('Cancelled'));
      }),
    ),
  );
  if (signal.aborted) throw abortFailure(signal);
  if (first !== undefined) throw first;
};
