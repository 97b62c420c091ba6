/**
 * What a request does: the answer, what the services are told to do to the node, and what clients see afterwards. The
 * RPC, the charts and what turns requests into OCI specs, files and CNI arguments are the real ones.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCdiFiles } from '../../../src/actors/bundle/cdi/cdi-files.ts';
import { bundleServices } from '../../../src/actors/bundle/services.ts';
import { capabilityArgsOf } from '../../../src/actors/network/capability-args.ts';
import { cniArgsOf } from '../../../src/actors/network/cni-args.ts';
import { openSelinux } from '../../../src/actors/selinux/selinux.ts';
import type { Handed } from '../../../src/cri/handed.ts';
import { FailureError, failureOf } from '../../../src/machines/failure.ts';
import type { Driver, ServiceName } from '../../../src/machines/services.ts';
import { infraSpec } from '../../../src/oci/infra-spec.ts';
import { isHostIpc } from '../../../src/oci/namespaces.ts';
import { hostnameOf, resolvConfOf } from '../../../src/oci/pod-files.ts';
import { usualContexts } from '../../../src/oci/selinux.ts';
import { openStore } from '../../../src/store/store.ts';
import { aHandler, aHost, aPolicy, infraFacts } from '../../helpers/oci-scenes.ts';
import { type Play, play, setStage } from '../../helpers/stage.ts';
import { handed, imageView, viewsOf } from '../fakes.ts';
import { put, valueAt } from './change.ts';
import { overTheWire, rpcNamed } from './rpcs.ts';
import { containerId, otherContainerId, otherPodId, podId, usualContainer, usualPod } from './usual.ts';
import type { Message } from './verdicts.ts';

export interface Observed {
  /** The code that it fails with; absent: it succeeds. */
  readonly failure?: string;
  readonly detail?: unknown;
  readonly answer?: unknown;
  /** What services were told, without the requests that they carry along. */
  readonly effects: readonly unknown[];
  /** What status and lists of it say then. */
  readonly told?: unknown;
}

export const openObservatory = () => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-fields-'));
  const rootfsDir = join(dir, 'rootfs');
  for (const part of ['rootfs/etc', 'containers', 'logs', 'cdi']) mkdirSync(join(dir, part), { recursive: true });
  writeFileSync(join(rootfsDir, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nuser:x:7:8::/:/bin/sh\n');
  writeFileSync(join(rootfsDir, 'etc/group'), 'root:x:0:\nstaff:x:50:root,user\n');
  writeFileSync(join(dir, 'cdi/thing.json'), JSON.stringify(cdiSpec));
  for (const action of ['ERRNO', 'KILL'])
    writeFileSync(join(dir, `${action}.json`), JSON.stringify({ defaultAction: `SCMP_ACT_${action}`, syscalls: [] }));
  return {
    dir,
    /** @param pod the one that is there before, for which an RPC other than RunPodSandbox is */
    observe: (rpc: string, request: Message, pod: Message) => observe({ dir, rootfsDir }, { rpc, request, pod }),
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
};

interface Place {
  readonly dir: string;
  readonly rootfsDir: string;
}

const observe = async (
  place: Place,
  { rpc, request, pod }: { readonly rpc: string; readonly request: Message; readonly pod: Message },
): Promise<Observed> => {
  const effects: unknown[] = [];
  const stage = setStage();
  const theatre = await play({
    stage: { ...stage, services: { ...stage.services, ...distilled(place, stage.services, effects) } },
    now: () => 1000,
    runtimeHandlers: ['', 'runc', 'other'],
  });
  const call = callOf(theatre);
  try {
    await makeScene(call, { ...place, rpc, pod });
    effects.length = 0;
    const outcome = await call(rpc, request).then(
      (answer) => ({ answer }),
      (thrown: unknown) => ({ failure: failureOf(thrown).code, detail: failureOf(thrown).details }),
    );
    const told = 'answer' in outcome ? await lookAgain(call, place, { rpc, request }) : undefined;
    return { ...outcome, effects: [...effects], told };
  } finally {
    await theatre.system.stop(1000);
    theatre.store.close();
    rmSync(join(place.dir, 'containers'), { recursive: true, force: true });
  }
};

type Call = (rpc: string, request: Message) => Promise<unknown>;

const callOf = (theatre: Play): Call => {
  const all = {
    ...viewsOf({}, { images: [imageView(), imageView({ imageId: 'sha256:other', repoTags: ['other:1'] })] }),
  };
  const scene: Handed = handed({
    ask: theatre.system.ask,
    views: {
      ...all,
      ...theatre.system.views,
      runtimeHandlers: () => all.runtimeHandlers().map((one) => ({ ...one, hasUserNamespaces: true })),
    },
    stats: {
      containers: async (views) => views.map(({ containerId: id }) => ({ containerId: id })),
      sandboxes: async (pods) => pods.map(({ sandbox }) => ({ sandboxId: sandbox.sandboxId, containers: [] })),
      written: () => ({ mountpoint: '/', usedBytes: 0, inodesUsed: 0, atMs: 1000 }),
      metricDescriptions: [],
      metrics: async () => [],
    },
    sideband: {
      keepCredentials: (auth) => JSON.stringify(auth),
      take: () => Buffer.from(''),
    },
    urlOf: (wanted) => JSON.stringify(wanted),
  });
  const ids = { sandboxId: podId, containerId };
  return async (name, request) => {
    const rpc = await rpcNamed(name);
    if (rpc === undefined) throw new FailureError('NotImplemented', { rpc: name });
    const names = (request as { readonly ids?: typeof ids }).ids ?? ids;
    const with_: Handed = {
      ...scene,
      ids: { ...scene.ids, sandboxId: () => names.sandboxId, containerId: () => names.containerId },
    };
    const caller = {
      requestId: 'request',
      signal: new AbortController().signal,
      leftMs: undefined,
      maxResponseBytes: 1e9,
    };
    const served = rpc.serve(overTheWire(name, request) as never, with_, caller);
    if (typeof served === 'object' && served !== null && Symbol.asyncIterator in served) {
      return Array.fromAsync(served as AsyncIterable<unknown>);
    }
    return served;
  };
};

/** A pod with a container that runs and another of each that has not begun or is over, as far as the RPC can use them. */
const makeScene = async (
  call: Call,
  { dir, rpc, pod }: Place & { readonly rpc: string; readonly pod: Message },
): Promise<void> => {
  if (rpc === 'RunPodSandbox') return;
  await call('RunPodSandbox', { config: pod, runtimeHandler: '' });
  if (rpc === 'CreateContainer') return;
  await call('CreateContainer', { podSandboxId: podId, config: usualContainer(dir) });
  if (rpc !== 'StartContainer') await call('StartContainer', { containerId });
  const ids = { sandboxId: otherPodId, containerId: otherContainerId };
  await call('RunPodSandbox', { config: usualPod(dir, 'other'), ids });
  await call('CreateContainer', { podSandboxId: otherPodId, config: usualContainer(dir, 'other'), ids });
};

const lookAgain = async (
  call: Call,
  { dir }: Place,
  { rpc, request }: { readonly rpc: string; readonly request: Message },
): Promise<unknown> => {
  if (rpc === 'RunPodSandbox') {
    // What containers get of their pod shows in the effects. They must repeat its user namespace.
    const config = usualContainer(dir);
    const userns = 'linux.security_context.namespace_options.userns_options';
    put(config, userns, valueAt(request, `config.${userns}`));
    await call('CreateContainer', { podSandboxId: podId, config });
  }
  if (rpc === 'CreateContainer') await call('StartContainer', { containerId });
  const seen = await Promise.allSettled([
    call('PodSandboxStatus', { podSandboxId: podId }),
    call('ListPodSandbox', {}),
    call('ContainerStatus', { containerId }),
    call('ListContainers', {}),
  ]);
  return seen.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : failureOf(outcome.reason).code));
};

/** All of the services, each writing down what matters of its input; the pure parts of real ones where they are fed a whole request. */
const distilled = (
  { dir, rootfsDir }: Place,
  usual: Driver<ServiceName>,
  effects: unknown[],
): Partial<Driver<ServiceName>> => {
  const note = (name: string, seen: unknown) => void effects.push([name, plain(seen)]);
  const { ledger } = openStore(':memory:');
  const handler = { ...aHandler, podAnnotations: ['noted.test/*'], containerAnnotations: ['noted.test/*'] };
  const bundles = bundleServices({
    containersDir: join(dir, 'containers'),
    volumesDir: join(dir, 'volumes'),
    pauseRootfsDir: join(dir, 'pause-rootfs'),
    pauseFile: '/nonexistent',
    host: { ...aHost, selinux: usualContexts },
    policy: aPolicy,
    appArmor: { facts: async () => appArmor },
    selinux: openSelinux({
      ledger,
      contexts: usualContexts,
      categoryRange: 1024,
      random: () => 0.5,
      setTreeXattr: async ({ path, value }) => {
        note('relabel', { path, value });
        return 1;
      },
    }),
    ignoresImageDefinedVolumes: false,
    cdi: openCdiFiles([join(dir, 'cdi')]),
    handlers: new Map([
      ['', handler],
      ['runc', handler],
      ['other', handler],
    ]),
    cgroups: { driver: 'cgroupfs', defaultParent: '/troupe', prefix: 'troupe' },
    ledger,
  });
  const watched = Object.entries(usual).map(([name, service]) => [
    name,
    (input: never, signal: AbortSignal) => {
      note(name, input);
      return (service as (input: never, signal: AbortSignal) => unknown)(input, signal);
    },
  ]);
  return {
    ...Object.fromEntries(watched),
    mountRootfs: async ({ ownerId }) => {
      note('mountRootfs', { ownerId });
      return { rootfsDir };
    },
    mountImages: async ({ mounts }) => {
      const asked = mounts.flatMap(({ image, imageSubPath }, mountIndex) =>
        image === undefined || image.image === '' ? [] : [{ mountIndex, image: image.image, imageSubPath }],
      );
      note('mountImages', asked);
      return { imageMounts: asked.map(({ mountIndex, image }) => ({ mountIndex, imageId: image, sourceDir: dir })) };
    },
    prepareSandboxFiles: (input, signal) => {
      const { sandboxId, config } = input;
      note('prepareSandboxFiles', {
        resolvConf: resolvConfOf(config.dnsConfig) ?? "the node's",
        hostname: hostnameOf(config, { sandboxId, nodeName: 'node' }),
        hasShm: !isHostIpc(config.linux?.securityContext?.namespaceOptions),
      });
      return usual.prepareSandboxFiles(input, signal);
    },
    attachNetwork: (input, signal) => {
      const { sandboxId, config } = input;
      note('attachNetwork', {
        args: cniArgsOf(sandboxId, config.metadata),
        capabilities: capabilityArgsOf(greedyNetwork, config, []),
      });
      return usual.attachNetwork(input, signal);
    },
    writeInfraBundle: (input, signal) => {
      const facts = { sandbox: input.sandbox, handler, host: { ...aHost, selinux: usualContexts } };
      const profile = input.sandbox.config.linux?.securityContext?.seccomp?.localhostRef ?? '';
      const seccompProfile = profile === '' ? undefined : JSON.parse(readFileSync(profile, 'utf8'));
      note('writeInfraBundle', infraSpec(infraFacts({ ...facts, seccompProfile })));
      return usual.writeInfraBundle(input, signal);
    },
    writeBundle: async (input, signal) => {
      const written = await bundles.writeBundle({ ...input, rootfsDir }, signal);
      note('writeBundle', { written, spec: JSON.parse(readFileSync(join(written.bundleDir, 'config.json'), 'utf8')) });
      return written;
    },
  };
};

const appArmor = { loadedProfiles: ['custom', 'usual'], defaultProfile: 'usual' };

const cdiSpec = {
  cdiVersion: '0.6.0',
  kind: 'example.com/thing',
  devices: [{ name: 'one', containerEdits: { env: ['THING=one'] } }],
};

/** Its plugin declares all that there is. */
const greedyNetwork = {
  cniVersion: '1.0.0',
  name: 'net',
  plugins: [
    {
      type: 'greedy',
      capabilities: {
        portMappings: true,
        bandwidth: true,
        dns: true,
        ipRanges: true,
        cgroupPath: true,
        'io.kubernetes.cri.pod-annotations': true,
      },
    },
  ],
} as unknown as Parameters<typeof capabilityArgsOf>[0];

/** Without the requests that inputs carry along for what the real services read from them. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === 'config' ? undefined : part)) ?? 'null');
