/** An image room in a folder of its own, with short pauses, and what tests need around it. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeImageRoom, type ImageRoom, type ImageRoomOptions, openImageRoom } from '../../src/actors/images/room.ts';
import { type ImageServices, imageServices } from '../../src/actors/images/services.ts';
import type { AuthConfig } from '../../src/image/registry/credentials.ts';
import type { FailureError } from '../../src/machines/failure.ts';
import { openStore } from '../../src/store/store.ts';
import { plainSink } from './plain-unpacker.ts';

export interface ImageScene {
  readonly dir: string;
  readonly room: ImageRoom;
  readonly services: ImageServices;
  readonly reported: FailureError[];
  /** As the pull machine does it. */
  readonly pull: (reference: string, o?: { auth?: AuthConfig; signal?: AbortSignal }) => Promise<string>;
  /** hosts.toml for a registry (or `_default`). */
  readonly configureHost: (registry: string, toml: string) => Promise<void>;
  /** Names in `layers`, `temp` and `trash`, when everything in the background is done. */
  readonly files: () => Promise<{ layers: string[]; temp: string[]; trash: string[] }>;
  /** A new daemon over the same folder and records. */
  readonly restart: (changed?: Partial<ImageRoomOptions>) => Promise<ImageScene>;
  readonly close: () => Promise<void>;
}

export const openImageScene = async (changed: Partial<ImageRoomOptions> = {}): Promise<ImageScene> => {
  const dir = await mkdtemp(join(tmpdir(), 'troupe-images-'));
  return sceneIn(dir, { ...openStore(':memory:'), ...changed });
};

const sceneIn = async (
  dir: string,
  options: Partial<ImageRoomOptions> & Pick<ImageRoomOptions, 'records' | 'ledger'>,
): Promise<ImageScene> => {
  const reported: FailureError[] = [];
  const secrets = new Map<string, AuthConfig>();
  const certsDir = join(dir, 'certs.d');
  const imagesDir = join(dir, 'images');
  const room = await openImageRoom({
    imagesDir,
    openSink: plainSink,
    diskUsage: async () => ({ usedBytes: 4096, inodesUsed: 1 }),
    syncFileSystem: async () => undefined,
    credentials: (key) => secrets.get(key),
    certsDirs: [certsDir],
    pinnedImages: [],
    maxDownloads: 3,
    maxUnpackers: 2,
    maxLayerBytes: 2 ** 30,
    maxLayerEntries: 100_000,
    progressTimeoutMs: 60_000,
    report: (failure) => void reported.push(failure),
    retries: { retries: 3, pauseMs: () => 1 },
    ...options,
  });
  const services = imageServices(room, { findCheckpoint: async () => undefined });
  const pull: ImageScene['pull'] = async (reference, { auth, signal = new AbortController().signal } = {}) => {
    const pullId = randomUUID();
    const credentialsKey = auth && randomUUID();
    if (auth && credentialsKey) secrets.set(credentialsKey, auth);
    try {
      const plan = await services.resolvePull({ pullId, reference, credentialsKey }, signal);
      await services.fetchLayers(plan, signal);
      return (await services.registerImage(plan, signal)).imageId;
    } catch (error) {
      await services.abandonPull({ pullId }, signal);
      throw error;
    }
  };
  return {
    dir,
    room,
    services,
    reported,
    pull,
    configureHost: async (registry, toml) => {
      await mkdir(join(certsDir, registry), { recursive: true });
      await writeFile(join(certsDir, registry, 'hosts.toml'), toml);
    },
    files: async () => {
      await room.layers.settled();
      const [layers = [], temp = [], trash = []] = await Promise.all(
        ['layers', 'temp', 'trash'].map((name) => readdir(join(imagesDir, name))),
      );
      return { layers, temp, trash };
    },
    restart: async (changed = {}) => {
      await closeImageRoom(room);
      return sceneIn(dir, { ...options, ...changed });
    },
    close: async () => {
      await closeImageRoom(room);
      await rm(dir, { recursive: true, force: true });
    },
  };
};
