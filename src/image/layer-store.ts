/**
 * Unpacked layers on disk, shared by all images that have them.
 *
 *   <dir>/layers/<hex of the diff ID>/fs          the layer's files, as overlayfs takes them
 *   <dir>/layers/<hex of the diff ID>/layer.json  what it is; settled.json: it is on disk (durability.ts)
 *   <dir>/temp/                                   layers that are being unpacked
 *   <dir>/trash/                                  what is being deleted
 *
 * A layer is in `layers/` only when it is whole and verified. It stays as long as somebody has it pinned: an image, a
 * pull, a container's root filesystem.
 */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../machines/failure.ts';
import { beforeAbort, throwIfAborted } from './abort.ts';
import { Background, failureErrorOf } from './background.ts';
import { hexOf } from './digest.ts';
import { type DiskUsage, markSettled } from './durability.ts';
import { type LayerFile, readLayerFile, readLayers } from './layer-scan.ts';
import type { Semaphore } from './semaphore.ts';
import { type LayerWish, type OpenSink, unpackLayer } from './unpack-layer.ts';

export interface LayerStoreOptions {
  /** Made where it is absent; everything in it is ours. */
  readonly dir: string;
  readonly openSink: OpenSink;
  /** Of one layer, unpacked. */
  readonly maxLayerBytes: number;
  readonly maxLayerEntries: number;
  readonly diskUsage: (dir: string) => Promise<DiskUsage>;
  readonly syncFileSystem: (path: string, signal: AbortSignal) => Promise<void>;
  readonly bootId: string;
  /** Failures in the background: the layer stays, only less durable; the trash stays until the next start. */
  readonly report: (failure: FailureError) => void;
}

/** How many layers of one pull are fetched, and unpacked, at the same time. */
export interface LayerSlots {
  readonly downloads: Semaphore;
  readonly unpackers: Semaphore;
}

interface PresentLayer {
  /** Absent until it was measured. */
  usage?: DiskUsage | undefined;
  /** Hides all that is below it. */
  readonly isRootOpaque: boolean;
}

interface Download {
  readonly done: Promise<void>;
  readonly abort: AbortController;
  waiters: number;
}

export class LayerStore {
  readonly #o: LayerStoreOptions;
  /** By diff ID. */
  readonly #present: Map<string, PresentLayer>;
  readonly #pins = new Map<string, ReadonlySet<string>>();
  readonly #downloads = new Map<string, Download>();
  readonly #making = new Map<string, Promise<void>>();
  readonly #unsettled = new Set<string>();
  readonly #removals = new Map<string, Promise<void>>();
  readonly #settling: Background;
  readonly #erasing: Background; // apart, for the disk can take its time to settle

  /** Finds the layers, deletes what is not whole, and makes settled what is not yet. */
  static async open(options: LayerStoreOptions): Promise<LayerStore> {
    const { dir, bootId } = options;
    for (const name of ['layers', 'temp', 'trash']) await mkdir(join(dir, name), { recursive: true, mode: 0o700 });
    const found = await readLayers(join(dir, 'layers'), bootId);
    const store = new LayerStore(options, new Map(found.layers.map(({ diffId, ...layer }) => [diffId, layer])));
    const leftovers = (await readdir(join(dir, 'temp'))).map((name) => join(dir, 'temp', name));
    for (const name of await readdir(join(dir, 'trash'))) store.#erase(join(dir, 'trash', name));
    for (const path of [...found.broken.map((name) => join(dir, 'layers', name)), ...leftovers])
      await store.#discard(path).catch((error: unknown) => options.report(failureErrorOf(error)));
    for (const { diffId, usage } of found.layers) if (usage === undefined) store.#settle(diffId);
    return store;
  }

  private constructor(options: LayerStoreOptions, present: Map<string, PresentLayer>) {
    this.#o = options;
    this.#present = present;
    this.#settling = new Background(options.report);
    this.#erasing = new Background(options.report);
  }

  has(diffId: string): boolean {
    return this.#present.has(diffId);
  }

  /** The layer's files. */
  dirOf(diffId: string): string {
    return join(this.#layerDir(diffId), 'fs');
  }

  /**
   * The directories of a stack for overlayfs, uppermost first. Of layers lowest first; all must be present.
   *
   * A layer that is there twice counts where it is uppermost: overlayfs takes no directory twice, and the lower one is
   * covered by its equal anyway. What is below a layer with an opaque root is left out, for overlayfs does not look for
   * that mark at a root.
   */
  stackOf(diffIds: readonly string[]): string[] {
    const upwards = [...new Set(diffIds.toReversed())];
    const opaque = upwards.findIndex((diffId) => this.#present.get(diffId)?.isRootOpaque === true);
    return (opaque < 0 ? upwards : upwards.slice(0, opaque + 1)).map((diffId) => this.dirOf(diffId));
  }

  /** What was found when it was unpacked. @throws FailureError RecordInvalid */
  async describe(diffId: string): Promise<LayerFile> {
    try {
      return await readLayerFile(this.#layerDir(diffId));
    } catch (error) {
      throw new FailureError('RecordInvalid', { layer: diffId }, { cause: error });
    }
  }

  /** All layers together; one that was not measured yet counts nothing. */
  usage(): DiskUsage {
    let [usedBytes, inodesUsed] = [0, 0];
    for (const { usage } of this.#present.values()) {
      usedBytes += usage?.usedBytes ?? 0;
      inodesUsed += usage?.inodesUsed ?? 0;
    }
    return { usedBytes, inodesUsed };
  }

  /** Keeps these layers, there already or not, for an owner, instead of those that it had. */
  pin(owner: string, diffIds: readonly string[]): void {
    this.#pins.set(owner, new Set(diffIds));
  }

  /** What no owner needs any more is deleted. */
  unpin(owner: string): void {
    const diffIds = this.#pins.get(owner) ?? [];
    this.#pins.delete(owner);
    for (const diffId of diffIds) this.#collect(diffId);
  }

  /** Deletes every layer without an owner; at the start, when all owners are known. */
  collectAll(): void {
    for (const diffId of this.#present.keys()) this.#collect(diffId);
  }

  /**
   * Makes the layer present. Who wants the same layer at the same time waits for one download, which goes on as long
   * as anybody waits; where it fails for its own reason, the others try their own way.
   *
   * @throws FailureError Cancelled; what `unpackLayer` throws.
   */
  async ensure(wish: LayerWish, { slots, signal }: { slots: LayerSlots; signal: AbortSignal }): Promise<void> {
    for (;;) {
      throwIfAborted(signal);
      await this.#removals.get(wish.diffId);
      if (this.#present.has(wish.diffId)) return;
      const running = this.#downloads.get(wish.diffId);
      try {
        await this.#join(running ?? this.#start(wish, slots), signal);
        return;
      } catch (error) {
        if (running === undefined || signal.aborted) throw error;
      }
    }
  }

  /** Waits for all that is done in the background: settling, deleting, the end of downloads that nobody waits for. */
  async settled(): Promise<void> {
    const abandoned = [...this.#downloads.values()].filter(({ waiters }) => waiters === 0);
    await Promise.allSettled(abandoned.map(({ done }) => done));
    await Promise.all(this.#removals.values());
    await Promise.all([this.#settling.idle(), this.#erasing.idle()]);
  }

  /** Ends what is under way, and waits for its end. What is left to do in the background is for the next start. */
  async close(): Promise<void> {
    const running = [...this.#downloads.values()];
    for (const { abort } of running) abort.abort(new FailureError('Draining'));
    await Promise.allSettled(running.map(({ done }) => done));
    await Promise.all(this.#removals.values());
    await Promise.all([this.#settling.close(), this.#erasing.close()]);
  }

  #start(wish: LayerWish, slots: LayerSlots): Download {
    const abort = new AbortController();
    const done = this.#fetch(wish, slots, abort.signal).finally(() => {
      this.#downloads.delete(wish.diffId);
      this.#settleAll();
    });
    const download = { done, abort, waiters: 0 };
    this.#downloads.set(wish.diffId, download);
    return download;
  }

  async #join(download: Download, signal: AbortSignal): Promise<void> {
    download.waiters += 1;
    try {
      await beforeAbort(download.done, signal);
    } finally {
      download.waiters -= 1;
      if (download.waiters === 0) download.abort.abort(new FailureError('Cancelled'));
    }
  }

  /** Makes a layer present that comes from nowhere: visible when `fill` is done, like any other. Once at a time. */
  async make(id: string, fill: (targetDir: string) => Promise<void>): Promise<void> {
    await this.#removals.get(id);
    if (this.#present.has(id)) return;
    let making = this.#making.get(id);
    if (making === undefined) {
      making = this.#commit(id, async (targetDir) => {
        await fill(targetDir);
        return { isRootOpaque: false, impliedDirs: [] };
      }).finally(() => {
        this.#making.delete(id);
        this.#settleAll();
      });
      this.#making.set(id, making);
    }
    await making;
  }

  #fetch(wish: LayerWish, { downloads, unpackers }: LayerSlots, signal: AbortSignal): Promise<void> {
    const { openSink, maxLayerBytes, maxLayerEntries } = this.#o;
    const limits = { maxBytes: maxLayerBytes, maxEntries: maxLayerEntries };
    return this.#commit(wish.diffId, async (targetDir) => {
      const unpacked = await downloads.with(async () => {
        throwIfAborted(signal);
        return unpackLayer(wish, { openSink, slots: unpackers, signal, targetDir, ...limits });
      });
      throwIfAborted(signal);
      return unpacked;
    });
  }

  async #commit(
    diffId: string,
    fill: (targetDir: string) => Promise<Pick<LayerFile, 'isRootOpaque' | 'impliedDirs'>>,
  ): Promise<void> {
    const tempDir = join(this.#o.dir, 'temp', randomUUID());
    const targetDir = join(tempDir, 'fs');
    try {
      await mkdir(targetDir, { recursive: true });
      await chmod(targetDir, 0o755); // the root of the container, whatever our umask is
      const { isRootOpaque, impliedDirs } = await fill(targetDir);
      const layer: LayerFile = { diffId, bootId: this.#o.bootId, isRootOpaque, impliedDirs };
      await writeFile(join(tempDir, 'layer.json'), JSON.stringify(layer));
      await this.#place(tempDir, this.#layerDir(diffId));
      this.#present.set(diffId, { isRootOpaque });
    } catch (error) {
      await rm(tempDir, { recursive: true, force: true });
      throw error;
    }
    this.#settle(diffId);
    this.#collect(diffId); // nobody wants it any more: it was abandoned at the last moment
  }

  async #place(tempDir: string, layerDir: string): Promise<void> {
    try {
      await rename(tempDir, layerDir);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
      await this.#discard(layerDir); // left by a removal that failed: nobody knows it
      await rename(tempDir, layerDir);
    }
  }

  #settle(diffId: string): void {
    this.#unsettled.add(diffId);
    this.#settleAll();
  }

  /** The disk is told to write once, when nothing is being unpacked: earlier it would be in the way of that. */
  #settleAll(): void {
    if (this.#unsettled.size === 0 || this.#downloads.size > 0 || this.#making.size > 0) return;
    const diffIds = [...this.#unsettled];
    this.#unsettled.clear();
    const isPresent = (diffId: string) => this.#present.has(diffId);
    this.#settling.run(async (signal) => {
      const usages = new Map<string, DiskUsage>();
      for (const diffId of diffIds.filter(isPresent))
        await this.#unlessRemoved(diffId, async () => {
          const usage = await this.#o.diskUsage(this.#layerDir(diffId));
          const layer = this.#present.get(diffId);
          if (layer !== undefined) layer.usage = usage;
          usages.set(diffId, usage);
        });
      if (usages.size === 0) return;
      await this.#o.syncFileSystem(this.#o.dir, signal);
      for (const [diffId, usage] of usages)
        if (isPresent(diffId)) await this.#unlessRemoved(diffId, () => markSettled(this.#layerDir(diffId), usage));
    });
  }

  /** A layer that is removed meanwhile need not be settled. */
  async #unlessRemoved(diffId: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#present.has(diffId)) throw error;
    }
  }

  #collect(diffId: string): void {
    if (!this.#present.has(diffId)) return;
    for (const pinned of this.#pins.values()) if (pinned.has(diffId)) return;
    this.#present.delete(diffId);
    const removal = this.#discard(this.#layerDir(diffId))
      .catch((error: unknown) => this.#o.report(failureErrorOf(error)))
      .finally(() => this.#removals.delete(diffId));
    this.#removals.set(diffId, removal);
  }

  /** Out of sight at once, deleted in the background. */
  async #discard(path: string): Promise<void> {
    const trashed = join(this.#o.dir, 'trash', randomUUID());
    await rename(path, trashed);
    this.#erase(trashed);
  }

  #erase(path: string): void {
    this.#erasing.run(() => rm(path, { recursive: true, force: true }));
  }

  #layerDir(diffId: string): string {
    return join(this.#o.dir, 'layers', hexOf(diffId));
  }
}
