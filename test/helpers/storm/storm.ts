/**
 * Many clients that ask for everything at once, of few pods, with retries, cancels and deadlines, while monitors, runtimes and
 * processes are killed, and the daemon again and again. What is answered with an error is counted; what is answered
 * with a lie is kept.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { LinuxContainerResources } from '../../../proto/generated/api.js';
import { type CallOptions, type CriClient, criClient, message } from '../../../src/cri/client.ts';
import type { NodeWorld, RunningDaemon } from '../node-world.ts';
import { containerConfig, podConfig } from '../pods.ts';
import { type Chance, chanceFrom } from './random.ts';
import { sabotage, type Victim } from './saboteur.ts';
import { openWitness } from './witness.ts';

export interface StormOptions {
  readonly clients: number;
  readonly requests: number;
  /** How often the daemon is killed. */
  readonly daemonKills: number;
  /** How many pods there can be. */
  readonly pods: number;
  readonly seed: number;
}
export interface StormReport {
  readonly asked: number;
  /** By name of the operation and gRPC status number. */
  readonly answers: Readonly<Record<string, number>>;
  readonly retries: number;
  readonly killed: Readonly<Record<Victim | 'daemon', number>>;
  /** Messages of errors that speak of something unexpected. */
  readonly oddities: readonly string[];
  /** What cannot be true together. */
  readonly wrong: readonly string[];
  /** That which serves at the end. */
  readonly daemon: RunningDaemon;
}

const resources = message(LinuxContainerResources, { cpuShares: '512' });
const programs = [
  'trap "exit 7" TERM; while :; do sleep 0.05; done',
  'trap "" TERM; while :; do sleep 0.05; done',
  'exit 3',
  'sleep 1000 & sleep 1000 & wait',
  'sleep 0.2; exit 0',
];
/** Weights of what is asked of a pod with containers; now and then the same is asked of what is not there. */
const operations = {
  run: 4,
  create: 12,
  start: 22,
  stop: 12,
  remove: 8,
  exec: 14,
  status: 10,
  list: 6,
  stats: 3,
  update: 2,
  stopPod: 4,
  removePod: 3,
} as const;
/** Of one without, and of one that is not there. */
const operationsOfEmpty = { ...operations, create: 1500 } as const;
const operationsOfNone = { ...operations, run: 3000 } as const;
type Operation = keyof typeof operations;
const notFound = 5;
const failedPrecondition = 9;
const unavailable = 14;
/** INTERNAL, UNKNOWN, and those that are nobody's to expect. */
const odd = new Set([2, 12, 13, 15, 16]);

export const storm = async (world: NodeWorld, first: RunningDaemon, options: StormOptions): Promise<StormReport> => {
  const witness = openWitness();
  const chance = chanceFrom(options.seed);
  const pods = new Map<string, string>();
  const containers = new Map<string, { readonly pod: string; readonly name: string }>();
  const answers: Record<string, number> = {};
  const oddities = new Map<string, number>();
  const killed = { monitor: 0, runtime: 0, process: 0, daemon: 0 };
  let daemon = first;
  let isUp: Promise<unknown> = Promise.resolve();
  let asked = 0;
  let retries = 0;

  const forget = ({ pod, sandboxId, containerId, isOfPod }: Plan): void => {
    if (!isOfPod) containers.delete(containerId);
    else if (pods.get(pod) === sandboxId) {
      pods.delete(pod);
      for (const [id, member] of containers) if (member.pod === pod) containers.delete(id);
    }
  };
  const ask = async (cri: CriClient, plan: Plan): Promise<number> => {
    const moment = witness.moment();
    try {
      await requests[plan.operation]({ cri, plan, world, witness, moment, pods, containers });
      asked += 1;
      if (plan.operation === 'removePod') forget(plan);
      return 0;
    } catch (error) {
      const { code = 2, details = String(error) } = error as { code?: number; details?: string };
      if (code !== unavailable) asked += 1; // nobody was there to be asked
      if (code === notFound) forget(plan);
      if (odd.has(code))
        oddities.set(
          `${plan.operation} ${code} ${shapeOf(details)}`,
          1 + (oddities.get(`${plan.operation} ${code} ${shapeOf(details)}`) ?? 0),
        );
      return code;
    }
  };

  const client = async (own: Chance): Promise<void> => {
    let cri = criClient({ socketPath: world.socketPath });
    while (asked < options.requests) {
      const plan = planOf(own, options.pods, pods, containers);
      const before = daemon;
      const code = await ask(cri, plan);
      answers[`${plan.operation} ${code}`] = (answers[`${plan.operation} ${code}`] ?? 0) + 1;
      if (code === unavailable || daemon !== before) {
        cri.close(); // it would wait before it tries again
        await isUp;
        cri = criClient({ socketPath: world.socketPath });
      }
      // As a kubelet does with a pod that is not ready: it is taken away, to be made anew.
      if (code === failedPrecondition && plan.operation === 'create')
        await ask(cri, { ...plan, operation: 'removePod', options: {} });
      // And: the same again, with equal metadata, while the first may still be at work.
      if (code !== 0 && own.isHit(0.5)) {
        retries += 1;
        await ask(cri, { ...plan, options: {} });
      }
    }
    cri.close();
  };

  const hasReached = async (count: number): Promise<void> => {
    while (asked < count) await pause(5);
  };
  const killDaemons = async (): Promise<void> => {
    for (let kill = 1; kill <= options.daemonKills; kill += 1) {
      await hasReached(Math.floor((options.requests * kill) / (options.daemonKills + 1)));
      isUp = daemon.kill().then(async () => {
        daemon = await world.start();
      });
      await isUp;
      killed.daemon += 1;
    }
  };
  const killOthers = async (): Promise<void> => {
    for (let count = 15; count < options.requests; count += 15) {
      await hasReached(count);
      const victim = sabotage(world, chance);
      if (victim !== undefined) killed[victim] += 1;
    }
  };

  await Promise.all([
    killDaemons(),
    killOthers(),
    ...Array.from({ length: options.clients }, (_, index) => client(chanceFrom(options.seed + 1 + index))),
  ]);
  return {
    asked,
    answers,
    retries,
    killed,
    oddities: [...oddities].map(([text, count]) => `${count} × ${text}`),
    wrong: witness.wrong,
    daemon,
  };
};

/** Without ids, pids and paths. */
const shapeOf = (text: string): string =>
  text
    .replace(/[0-9a-f]{12,}/g, 'ID')
    .replace(/\d+/g, 'N')
    .slice(0, 300);

interface Plan {
  readonly operation: Operation;
  readonly pod: string;
  readonly sandboxId: string;
  readonly containerId: string;
  /** It names a pod, not a container. */
  readonly isOfPod: boolean;
  readonly name: string;
  readonly program: string;
  readonly number: number;
  readonly options: CallOptions;
}
const planOf = (
  chance: Chance,
  count: number,
  pods: ReadonlyMap<string, string>,
  containers: ReadonlyMap<string, { readonly pod: string }>,
): Plan => {
  const pod = `pod-${chance.below(count)}`;
  const members = [...containers].filter(([, member]) => member.pod === pod).map(([id]) => id);
  const weights = !pods.has(pod) ? operationsOfNone : members.length === 0 ? operationsOfEmpty : operations;
  const operation = chance.weighted<Operation>(weights);
  const givesUp = chance.isHit(0.15);
  const patience = 1 + chance.below(200);
  const options: CallOptions = !givesUp
    ? {}
    : chance.isHit(0.5)
      ? { timeoutMs: patience }
      : { signal: AbortSignal.timeout(patience) };
  return {
    operation,
    pod,
    sandboxId: pods.get(pod) ?? 'f'.repeat(64),
    containerId: chance.one(members) ?? 'e'.repeat(64),
    isOfPod: ['run', 'create', 'stopPod', 'removePod'].includes(operation),
    name: `c${chance.below(2)}`,
    program: chance.one(programs) ?? '',
    number: chance.below(3),
    options,
  };
};

interface Asking {
  readonly cri: CriClient;
  readonly plan: Plan;
  readonly world: NodeWorld;
  readonly witness: ReturnType<typeof openWitness>;
  readonly moment: number;
  readonly pods: Map<string, string>;
  readonly containers: Map<string, { readonly pod: string; readonly name: string }>;
}
const requests: Readonly<Record<Operation, (asking: Asking) => Promise<unknown>>> = {
  run: async ({ cri, plan, world, pods }) => {
    const config = podConfig(world, plan.pod, plan.pod.endsWith('0') ? 'POD' : 'CONTAINER');
    const { podSandboxId } = await cri.runtime.runPodSandbox({ config, runtimeHandler: '' }, plan.options);
    pods.set(plan.pod, podSandboxId);
  },
  create: async ({ cri, plan, world, containers }) => {
    const pid = plan.pod.endsWith('0') ? 'POD' : 'CONTAINER';
    const config = containerConfig(plan.name, plan.program, pid);
    const sandboxConfig = podConfig(world, plan.pod, pid);
    const { containerId } = await cri.runtime.createContainer(
      { podSandboxId: plan.sandboxId, config: { ...config, logPath: `${plan.pod}-${plan.name}.log` }, sandboxConfig },
      plan.options,
    );
    containers.set(containerId, { pod: plan.pod, name: plan.name });
    if (plan.number > 0) await cri.runtime.startContainer({ containerId });
  },
  start: ({ cri, plan }) => cri.runtime.startContainer({ containerId: plan.containerId }, plan.options),
  stop: async ({ cri, plan, witness }) => {
    await cri.runtime.stopContainer({ containerId: plan.containerId, timeout: String(plan.number) }, plan.options);
    // What was stopped is shown as ended from now on.
    const asked = witness.moment();
    const { containers } = await cri.runtime.listContainers({ filter: undefined });
    for (const container of containers) {
      witness.sawContainer(container, asked);
      if (container.id === plan.containerId && container.state < 2)
        throw new Error(`LIE: ${container.id} is stopped, and shown in state ${container.state}`);
    }
  },
  remove: async ({ cri, plan, containers }) => {
    await cri.runtime.removeContainer({ containerId: plan.containerId }, plan.options);
    containers.delete(plan.containerId);
  },
  exec: ({ cri, plan }) =>
    cri.runtime.execSync(
      { containerId: plan.containerId, cmd: ['/bin/sh', '-c', plan.number === 0 ? 'sleep 5' : 'echo x'], timeout: '1' },
      plan.options,
    ),
  status: async ({ cri, plan, witness, moment }) => {
    const { status } = await cri.runtime.containerStatus(
      { containerId: plan.containerId, verbose: false },
      plan.options,
    );
    if (status !== undefined) witness.sawContainer(status, moment);
  },
  list: async ({ cri, plan, witness, moment }) => {
    const { containers } = await cri.runtime.listContainers({ filter: undefined }, plan.options);
    for (const container of containers) witness.sawContainer(container, moment);
    const asked = witness.moment();
    const { items } = await cri.runtime.listPodSandbox({ filter: undefined }, plan.options);
    for (const pod of items) witness.sawPod(pod, asked);
  },
  stats: ({ cri, plan }) => cri.runtime.listContainerStats({ filter: undefined }, plan.options),
  update: ({ cri, plan }) =>
    cri.runtime.updateContainerResources(
      { containerId: plan.containerId, linux: resources, windows: undefined, annotations: {} },
      plan.options,
    ),
  stopPod: ({ cri, plan }) => cri.runtime.stopPodSandbox({ podSandboxId: plan.sandboxId }, plan.options),
  removePod: ({ cri, plan }) => cri.runtime.removePodSandbox({ podSandboxId: plan.sandboxId }, plan.options),
};
