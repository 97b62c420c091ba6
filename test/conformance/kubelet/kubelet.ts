/** A standalone kubelet that runs the pods of a directory with the runtime of a world. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { hierarchies, type NodeWorld } from '../../helpers/node-world.ts';
import { type KubeletApi, kubeletApi } from './client.ts';
import type { PodManifest } from './manifests.ts';
import { settingsOf } from './settings.ts';

export interface KubeletNode {
  readonly api: KubeletApi;
  readonly nodeName: string;
  /** Pods write here what shall outlive them. */
  readonly notesDir: string;
  readonly podLogsDir: string;
  /** Adds a pod, or another version of it. */
  readonly put: (manifest: PodManifest) => Promise<void>;
  /** Takes pods away; without names all. */
  readonly take: (...names: readonly string[]) => Promise<void>;
  readonly start: () => void;
  /** SIGKILL, as a crash of it. */
  readonly kill: () => Promise<void>;
  /** All that its instances have logged. */
  readonly log: () => string;
  /** Ends it. */
  readonly end: () => Promise<void>;
}

export const openKubelet = async (
  program: string,
  world: NodeWorld,
  { hasAlphaGates }: { readonly hasAlphaGates: boolean },
): Promise<KubeletNode> => {
  const dir = join(world.dir, 'kubelet');
  const port = await freePort();
  const nodeName = 'node';
  for (const part of ['root', 'certs', 'manifests', 'drafts', 'pod-logs', 'notes'])
    await mkdir(join(dir, part), { recursive: true });
  const configFile = join(dir, 'kubelet.json');
  const { socketPath, cgroupParent: cgroupRoot } = world;
  await writeFile(configFile, settingsOf({ dir, socketPath, cgroupRoot, port, hasAlphaGates }));
  const args = [
    ...['--config', configFile, '--root-dir', join(dir, 'root'), '--cert-dir', join(dir, 'certs')],
    ...['--hostname-override', nodeName, '-v', '2'],
  ];
  const chunks: string[] = [];
  let end = async (_signal: NodeJS.Signals): Promise<void> => undefined; // until it was started
  const start = () => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(String(chunk)));
    const closed = once(child, 'close');
    end = async (signal) => {
      child.kill(signal);
      await closed;
    };
  };
  const api = kubeletApi(port, nodeName);
  const manifestOf = (name: string) => join(dir, 'manifests', `${name}.json`);

  return {
    api,
    nodeName,
    notesDir: join(dir, 'notes'),
    podLogsDir: join(dir, 'pod-logs'),
    put: async (manifest) => {
      const draft = join(dir, 'drafts', manifest.metadata.name); // it would read half a file
      await writeFile(draft, JSON.stringify(manifest));
      await rename(draft, manifestOf(manifest.metadata.name));
    },
    take: async (...names) => {
      const files = names.length === 0 ? readdirSync(join(dir, 'manifests')) : names.map((name) => `${name}.json`);
      for (const file of files) await rm(join(dir, 'manifests', file));
    },
    start,
    kill: () => end('SIGKILL'),
    log: () => chunks.join(''),
    end: async () => {
      await api.close();
      await end('SIGTERM');
    },
  };
};

/** Cgroups that an ended kubelet has made. Those with a process or a container's cgroup in them stay: traces of the world. */
export const removeCgroups = async ({ cgroupParent }: NodeWorld): Promise<void> => {
  for (const hierarchy of hierarchies()) await removeEmpty(join(hierarchy, cgroupParent, 'kubepods'));
};

const removeEmpty = async (cgroup: string): Promise<void> => {
  if (!existsSync(cgroup)) return;
  const ofPod = /\/pod[^/]+$/.test(cgroup);
  for (const entry of ofPod ? [] : readdirSync(cgroup, { withFileTypes: true }))
    if (entry.isDirectory()) await removeEmpty(join(cgroup, entry.name));
  await rmdir(cgroup).catch(() => undefined);
};

/** Free now; others take ports as well, but seldom the same. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
