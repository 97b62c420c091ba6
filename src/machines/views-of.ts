/** From a snapshot to what outsiders see of it. Pure; the state shown for one id only ever moves forward. */
import type { SnapshotFrom } from 'xstate';
import type { containerMachine } from './container.ts';
import { pathOf } from './path-of.ts';
import { type ContainerRecord, resourcesIn } from './records.ts';
import type { sandboxMachine } from './sandbox.ts';
import type { SandboxContext } from './sandbox-context.ts';
import type { ContainerState, ContainerView, SandboxState, SandboxView } from './views.ts';

type ContainerSnapshot = SnapshotFrom<typeof containerMachine>;
type SandboxSnapshot = SnapshotFrom<typeof sandboxMachine>;
/** The names of a chart's outermost states. */
type Outermost<Value> = Value extends string ? Value : keyof Value;

/** What CRI shows of each state of the chart; undefined: it is not shown. */
const sandboxStates = {
  entering: undefined,
  preparing: undefined,
  rollingBack: undefined,
  ready: 'ready',
  lost: 'notready',
  stopping: 'notready',
  halfStopped: 'notready',
  notready: 'notready',
  removing: 'notready',
  // Only what was ready enters it, and it may turn out to be: who says NOTREADY too early has it killed.
  unknown: 'ready',
  removed: undefined,
} as const satisfies Record<Outermost<SandboxSnapshot['value']>, SandboxState | undefined>;

/**
 * `alive`: it runs or it is created, as its record says. `seen`: so, too, if that was seen; else unknown until it is known
 * to have ended. What was shown as unknown is not shown as running for as long as its end takes.
 */
const containerStates = {
  entering: undefined,
  creating: undefined,
  rollingBack: undefined,
  restorable: 'alive',
  restoring: 'alive',
  alive: 'alive',
  settling: 'seen',
  exited: 'exited',
  failed: 'exited',
  removing: 'exited',
  stray: 'unknown',
  unknown: 'seen',
  removed: undefined,
} as const satisfies Record<Outermost<ContainerSnapshot['value']>, ContainerState | 'alive' | 'seen' | undefined>;

const outermost = <Value extends object | string>(value: Value): Outermost<Value> =>
  (typeof value === 'string' ? value : Object.keys(value)[0]) as Outermost<Value>;

/** A snapshot never changes, so neither does its view: the same one each time, as long as the snapshot is. */
const onceEach = <Snapshot extends object, View>(
  show: (snapshot: Snapshot) => View,
): ((snapshot: Snapshot) => View) => {
  const shown = new WeakMap<Snapshot, { readonly view: View }>();
  return (snapshot) => {
    const known = shown.get(snapshot);
    if (known !== undefined) return known.view;
    const view = show(snapshot);
    shown.set(snapshot, { view });
    return view;
  };
};

/** Undefined while it is being made or undone. */
export const sandboxViewOf = onceEach((snapshot: SandboxSnapshot): SandboxView | undefined => {
  const state = sandboxStates[outermost(snapshot.value)];
  return state === undefined ? undefined : sandboxViewIn(snapshot.context, state, pathOf(snapshot.value));
});

/** The view of a sandbox that is in this state, or just about to be. */
export const sandboxViewIn = (
  { record, failure, undoFailure, networkFailure }: SandboxContext,
  state: SandboxState,
  chartState: string,
): SandboxView => {
  return {
    sandboxId: record.sandboxId,
    state,
    chartState,
    config: record.config,
    runtimeHandler: record.runtimeHandler,
    createdAtMs: record.createdAtMs,
    // Whose namespaces are gone or going is reached by nobody.
    ip: state === 'ready' ? record.attachment?.ip : undefined,
    additionalIps: state === 'ready' ? (record.attachment?.additionalIps ?? []) : [],
    netnsPath: record.pins?.net,
    infraPid: record.infra?.identity.pid,
    infraCgroupsPath: record.infra?.bundle.cgroupsPath,
    cniResult: record.attachment?.result,
    overhead: record.overhead ?? record.config.linux?.overhead,
    resources: record.resources ?? record.config.linux?.resources,
    failure: undoFailure ?? networkFailure ?? failure,
  };
};

/** Undefined while it is being made or undone. */
export const containerViewOf = onceEach((snapshot: ContainerSnapshot): ContainerView | undefined => {
  const { record, wasSeen } = snapshot.context;
  const entry = containerStates[outermost(snapshot.value)];
  const shown = entry === 'seen' ? (wasSeen ? 'alive' : 'unknown') : entry;
  if (shown === undefined) return undefined;
  const state = shown === 'alive' ? (record.startedAtMs === undefined ? 'created' : 'running') : shown;
  return containerViewIn(record, state, pathOf(snapshot.value));
});

/** The view of a container that is in this state, or just about to be. */
export const containerViewIn = (record: ContainerRecord, state: ContainerState, chartState: string): ContainerView => {
  const { exit, bundle, startedAtMs } = record;
  const { image: asked, userSpecifiedImage } = record.config.image;
  const requested = userSpecifiedImage === '' ? asked : userSpecifiedImage;
  return {
    containerId: record.containerId,
    sandboxId: record.sandboxId,
    state,
    chartState,
    config: record.config,
    image: record.image ?? { requested, imageId: requested, imageRef: requested },
    mountImageIds: Object.fromEntries(
      (record.imageMounts ?? []).map(({ mountIndex, imageId }) => [mountIndex, imageId]),
    ),
    createdAtMs: record.createdAtMs,
    startedAtMs,
    finishedAtMs: exit?.atMs,
    exitCode: exit?.exitCode,
    reason: exit?.reason ?? '',
    message: exit?.message ?? '',
    pid: exit === undefined ? record.identity?.pid : undefined,
    logPath: bundle?.logPath,
    bundleDir: bundle?.bundleDir,
    cgroupsPath: bundle?.cgroupsPath,
    runtimeHandler: record.runtimeHandler,
    user: bundle?.user,
    resources: resourcesIn(record),
    stopSignal: bundle?.stopSignal ?? 'SIGTERM',
  };
};
