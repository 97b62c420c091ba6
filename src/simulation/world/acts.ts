/** Every simulated service, in one list. */
import type { ServiceName } from '../../machines/services.ts';
import type { Acts, AnyAct } from './act.ts';
import { checkpointActs } from './checkpoints.ts';
import { fileActs } from './files.ts';
import { imageActs } from './images.ts';
import { networkActs } from './network.ts';
import { snapshotActs } from './snapshots.ts';
import { taskActs } from './tasks.ts';

const acts: Acts<ServiceName> = {
  ...networkActs,
  ...fileActs,
  ...snapshotActs,
  ...imageActs,
  ...taskActs,
  ...checkpointActs,
};

export const serviceNames = Object.keys(acts) as readonly ServiceName[];

/** For who has a name and an input that fit, and no types any more. */
export const actOf = (name: ServiceName): AnyAct => acts[name] as AnyAct;
