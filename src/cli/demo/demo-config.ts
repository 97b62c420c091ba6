/** The demo's own places, apart from those of a daemon that may run on the same machine. */
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';

export interface DemoPlaces {
  readonly root: string;
  readonly state: string;
  /** Logs of the containers. */
  readonly logDir: string;
  /** All of the demo's own network, and its CNI configuration in there. */
  readonly networkDir: string;
  readonly confDir: string;
  readonly bridge: string;
  readonly archive: string;
  /** Parent cgroup of the pod, relative to each hierarchy. */
  readonly cgroupParent: string;
}

export const demoPlaces: DemoPlaces = {
  root: '/var/lib/troupe-demo',
  state: '/run/troupe-demo',
  logDir: '/run/troupe-demo/logs',
  networkDir: '/run/troupe-demo/network',
  confDir: '/run/troupe-demo/network/net.d',
  bridge: 'troupe-demo0',
  archive: '/var/lib/troupe-demo/busybox.tar',
  cgroupParent: '/troupe-demo',
};

/** The operator's configuration, moved to the demo's places. */
export const demoConfig = (config: Config, places: DemoPlaces = demoPlaces): Config => ({
  ...config,
  root: places.root,
  state: places.state,
  log: { level: 'warn' },
  grpc: { ...config.grpc, address: join(places.state, 'troupe.sock') },
  cri: { ...config.cri, netnsMountsUnderStateDir: true },
  cni: { ...config.cni, confDir: places.confDir, maxConfNum: 1 },
});
