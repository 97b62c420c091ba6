/** Where everything is, from the two directories of the configuration. */
import { join } from 'node:path';
import type { Config } from './schema.ts';

export interface Paths {
  /** SQLite: records and the ledger. Outlives a reboot. */
  readonly databaseFile: string;
  /** Layers, configs and their index. Outlives a reboot. */
  readonly imagesDir: string;
  /** Writable layers and root filesystems of containers. Outlives a reboot: exited containers keep what they wrote. */
  readonly snapshotsDir: string;
  /** Archives of checkpoints that are being decompressed; emptied at the start. */
  readonly checkpointsDir: string;
  /** Results of CNI ADD, for DEL. Outlives a reboot, as addresses given by host-local do. */
  readonly cniCacheDir: string;
  /** Recordings of what happened. Outlives a reboot. */
  readonly journalDir: string;
  /** The daemon's own socket, for what the CRI has no call for. */
  readonly controlSocket: string;
  /** One folder a sandbox: hosts, resolv.conf, shm, pins. */
  readonly sandboxesDir: string;
  /** One folder a container: its bundle, with what conmon makes in it (attach socket, control fifos). */
  readonly containersDir: string;
  /** conmon writes one file a container that exited. */
  readonly exitsDir: string;
  /** `--root` of the OCI runtimes, one folder a handler. */
  readonly runtimesDir: string;
  /** Pins of network namespaces. */
  readonly netnsDir: string;
  /** Writable copies of image volumes, one folder a container. Outlives a reboot. */
  readonly volumesDir: string;
  /** Root filesystem of infra containers: the built-in pause program, and nothing else. */
  readonly pauseRootfsDir: string;
  /** Certificate of the streaming server, where it has one: for clients on this machine to know it by. */
  readonly streamCertFile: string;
  /** There while the parent cgroup of pods is one that was made for us. */
  readonly ownParentFile: string;
  readonly socketFile: string;
}

export const pathsOf = (config: Config): Paths => ({
  databaseFile: join(config.root, 'troupe.db'),
  imagesDir: join(config.root, 'images'),
  snapshotsDir: join(config.root, 'snapshots'),
  checkpointsDir: join(config.root, 'checkpoints'),
  cniCacheDir: join(config.root, 'cni'),
  journalDir: config.journal.dir === '' ? join(config.root, 'journal') : config.journal.dir,
  controlSocket: join(config.state, 'control.sock'),
  sandboxesDir: join(config.state, 'sandboxes'),
  containersDir: join(config.state, 'containers'),
  exitsDir: join(config.state, 'exits'),
  runtimesDir: join(config.state, 'runtimes'),
  netnsDir: config.cri.netnsMountsUnderStateDir ? join(config.state, 'netns') : '/run/netns',
  volumesDir: join(config.root, 'volumes'),
  pauseRootfsDir: join(config.state, 'pause'),
  streamCertFile: join(config.state, 'streaming.crt'),
  ownParentFile: join(config.state, 'own-parent'),
  socketFile: config.grpc.address,
});
