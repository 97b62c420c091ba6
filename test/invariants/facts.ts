/** Facts made by hand: of a node on which one pod with one container is well, and parts that make it otherwise. */
import { openChronicle } from '../../src/invariants/chronicle.ts';
import type { Answered, CallNews, Change, RequestSeen, Told, WorldFacts } from '../../src/invariants/facts.ts';
import type { FailureCode } from '../../src/machines/failure.ts';
import type { Draft } from '../../src/machines/messages.ts';
import type { ContainerView, SandboxView } from '../../src/machines/views.ts';
import { containerConfig, pod, podConfig } from '../../src/simulation/configs.ts';

export const a = pod('a');

export const sandbox = (over: Partial<SandboxView> = {}): SandboxView => ({
  sandboxId: 'a',
  state: 'ready',
  chartState: 'ready',
  config: podConfig('a'),
  runtimeHandler: '',
  createdAtMs: 1,
  additionalIps: [],
  ...over,
});
export const container = (over: Partial<ContainerView> = {}): ContainerView => ({
  containerId: 'a-c0',
  sandboxId: 'a',
  state: 'running',
  chartState: 'alive.running',
  config: containerConfig('c0'),
  image: { requested: 'busybox', imageId: 'sha256:1', imageRef: 'sha256:1' },
  mountImageIds: {},
  createdAtMs: 2,
  startedAtMs: 3,
  reason: '',
  message: '',
  runtimeHandler: '',
  stopSignal: 'SIGTERM',
  ...over,
});
export const exited = (over: Partial<ContainerView> = {}) =>
  container({ state: 'exited', exitCode: 0, reason: 'Completed', finishedAtMs: 9, ...over });

type Outcome = 'ok' | FailureCode | undefined;
export const request = (command: Draft, outcome?: Outcome, over: Partial<RequestSeen> = {}): RequestSeen => ({
  requestId: 'r1',
  command,
  askedAtMs: 0,
  isEarly: false,
  replies: outcome === undefined ? [] : [replyOf(outcome, answerValue(command))],
  state: outcome === undefined ? 'open' : 'answered',
  ...over,
});
const answerValue = (command: Draft) =>
  command.type === 'container.create'
    ? { containerId: command.containerId }
    : command.type === 'sandbox.run'
      ? { sandboxId: command.sandboxId }
      : command.type === 'image.pull'
        ? { imageId: 'sha256:1' }
        : {};
const replyOf = (outcome: 'ok' | FailureCode, value: object) =>
  outcome === 'ok'
    ? ({ type: 'reply', requestId: 'r1', ok: true, value } as Answered['reply'])
    : ({ type: 'reply', requestId: 'r1', ok: false, failure: { code: outcome, details: {} } } as const);
export const answer = (command: Draft, outcome: 'ok' | FailureCode, over: Partial<RequestSeen> = {}): Answered => {
  const asked = request(command, outcome, over);
  const [reply = replyOf(outcome, {})] = asked.replies;
  return { request: asked, reply };
};
export const call = (
  service: CallNews['service'],
  what: CallNews['what'],
  ownerId: string,
  input: object = {},
): CallNews => ({ service, what, ownerId, name: `svc:${service}`, input }) as unknown as CallNews;

export const row = (ownerId: string, effect: string, isDone = true) =>
  [`${ownerId} ${effect}`, { ownerId, effect, details: {}, isDone }] as const;
export const task = (status: 'created' | 'running' | 'exited', over: object = {}) => ({
  taskId: 'a-c0',
  pid: 7,
  startTicks: '1',
  status,
  end: status === 'exited' ? { exitCode: 0, atMs: 9 } : undefined,
  ...over,
});
export const told = (change: Told['change'], over: Partial<Told> = {}): Told => ({
  id: 'a-c0',
  change,
  sandbox: sandbox(),
  containers: [],
  ...over,
});

export interface Scene {
  /** What is shown, look after look. */
  readonly shown?: readonly {
    readonly sandboxes?: readonly SandboxView[];
    readonly containers?: readonly ContainerView[];
  }[];
  readonly asked?: readonly Draft[];
  readonly events?: readonly Told[];
  readonly calls?: readonly CallNews[];
  /** Calls of before. */
  readonly called?: readonly CallNews[];
  readonly fresh?: readonly Answered[];
  readonly things?: readonly (readonly [string, string])[];
  readonly rows?: readonly ReturnType<typeof row>[];
  readonly saved?: Readonly<Record<string, object>>;
  readonly tasks?: readonly object[];
  readonly isServing?: boolean;
  readonly isIdle?: boolean;
  readonly nowMs?: number;
  readonly facts?: Partial<WorldFacts>;
}

/** What invariants see when all of this has happened, in this order: asked, called, told, shown. */
export const factsOf = (scene: Scene): WorldFacts => {
  const chronicle = openChronicle();
  for (const command of scene.asked ?? []) chronicle.asked(command, 0);
  for (const news of scene.called ?? []) chronicle.called(news);
  for (const news of scene.calls ?? []) chronicle.called(news);
  const before = new Map(chronicle.told);
  for (const event of scene.events ?? []) chronicle.tell(event);
  let changes: readonly Change[] = [];
  const looks = scene.shown ?? [];
  for (const { sandboxes = [], containers = [] } of looks) changes = chronicle.show(sandboxes, containers);
  const last = looks.at(-1);
  const fresh = scene.fresh ?? [];
  const requests = new Map(fresh.map(({ request: asked }, at) => [`r${at}`, asked]));
  return {
    nowMs: () => scene.nowMs ?? 0,
    isServing: () => scene.isServing ?? true,
    isIdle: () => scene.isIdle ?? true,
    requests,
    clients: [],
    complaints: [],
    chronicle,
    sandboxes: () => last?.sandboxes ?? [],
    containers: () => last?.containers ?? [],
    networkReady: () => ({ isTrue: true, reason: '', message: '' }),
    unread: undefined,
    rows: new Map(scene.rows ?? []) as unknown as WorldFacts['rows'],
    saved: new Map(Object.entries(scene.saved ?? {})) as WorldFacts['saved'],
    fresh,
    changes,
    told: scene.events ?? [],
    toldBefore: (id) => before.get(id),
    upForMs: () => 0,
    tasks: new Map((scene.tasks ?? []).map((each) => ['a-c0', each])) as unknown as WorldFacts['tasks'],
    things: new Map(scene.things ?? []),
    calls: scene.calls ?? [],
    openCalls: () => [],
    watches: () => [],
    counters: () => ({ actors: 2 }),
    countersAtStart: { actors: 2 },
    images: new Map([['sha256:1', { imageId: 'sha256:1' }]]),
    resolved: new Set(['busybox ']),
    strangersHit: [],
    networkSaid: () => true,
    isTimed: true,
    isPunctual: true,
    ...scene.facts,
  };
};
