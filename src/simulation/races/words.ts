/**
 * The words of a row's clients, programs and faults, as a scenario.
 *
 *   run a [as a2] [with infra] [on host]     create a/c0 [as a/x] [of IMAGE] [try 1]     start, stop [in 30s], remove …
 *   exec a/c0 e [sleep|exit N] [limit 8s]     open, attach a/c0 s     update, checkpoint, reopen a/c0     pull, rmi IMAGE
 *
 * `a` is a pod, `a/c0` a container of it: its id is `a-c0`. `as` gives another id to the same metadata, as a retry does;
 * `try` is the attempt of the metadata.
 */
import { type LinuxResources, NamespaceMode } from '../../machines/config.ts';
import type { Draft } from '../../machines/messages.ts';
import type { ServiceName } from '../../machines/services.ts';
import { containerConfig, podConfig } from '../configs.ts';
import type { Client, FaultKind, Faults, Scenario } from '../scenario.ts';
import { serviceNames } from '../world/acts.ts';
import { type Program, sleeps } from '../world/world.ts';
import { linesOf, type Row } from './row.ts';

/** `a/c0` as an id. */
export const idOf = (thing: string): string => thing.replace('/', '-');

/** A row as a scenario; what may be cancelled, crash and fail is what its script says, and what `faults` allows. */
export const scenarioOf = (row: Row): Scenario => {
  const steps = linesOf(row.script);
  const countOf = (verb: string) => steps.filter((step) => step.split(' ')[0] === verb).length;
  return {
    name: row.id,
    clients: clientsOf(row.clients),
    programs: programsOf(row.programs),
    offers: [...row.clients.matchAll(/\bpull (\S+?)[\s,|]|\bpull (\S+)$/g)].map(([, one, other]) => one ?? other ?? ''),
    faults: faultsOf(row.faults, steps),
    // What lands and is not answered yet is of interest to who dies: only then it is a choice.
    crashes: Math.max(countOf('crash'), countOf('land') > 0 ? 1 : 0),
    cancels: countOf('cancel'),
    timers: row.timers ?? (countOf('timer') > 0 ? 'race' : undefined),
  };
};

const partsOf = (text: string, by: string): readonly string[] =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const clientsOf = (text: string): readonly Client[] =>
  partsOf(text, '|').map((part) => {
    const [name = '', steps = ''] = partsOf(part, ':');
    return { name, steps: partsOf(steps, ',').map(draftOf) };
  });

/** What follows a word: `stop a/c0 in 30s` has `in`. */
const after = (words: readonly string[], word: string): string | undefined => {
  const at = words.indexOf(word);
  return at < 0 ? undefined : words[at + 1];
};
const msOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d+)(ms|s)$/.exec(text) ?? [];
  if (count === undefined) throw new Error(`"${text}" is no time: 500ms, 30s`);
  return Number(count) * (unit === 's' ? 1000 : 1);
};

const sandboxDraft = (verb: string, thing: string, words: readonly string[]): Draft => {
  const sandboxId = after(words, 'as') ?? thing;
  const config = podConfig(thing, { hasInfra: words.includes('infra') });
  const attempt = Number(after(words, 'try') ?? 0);
  const namespaceOptions = {
    ...config.linux?.securityContext?.namespaceOptions,
    ...(words.includes('host') ? { network: NamespaceMode.NODE } : {}),
  };
  const whole = {
    ...config,
    metadata: { ...config.metadata, attempt },
    linux: { ...config.linux, securityContext: { ...config.linux?.securityContext, namespaceOptions } },
  } as unknown as typeof config;
  switch (verb) {
    case 'run':
      return { type: 'sandbox.run', sandboxId, runtimeHandler: '', config: whole };
    case 'stop':
      return { type: 'sandbox.stop', sandboxId };
    case 'remove':
      return { type: 'sandbox.remove', sandboxId };
    case 'forward':
      return { type: 'sandbox.forwardPorts', sandboxId, forwardId: `f-${sandboxId}`, streamsKey: 'f' };
    default:
      throw new Error(`a pod is not "${verb}"`);
  }
};

const containerDraft = (verb: string, thing: string, words: readonly string[]): Draft => {
  const [sandboxId = '', name = ''] = thing.split('/');
  const containerId = idOf(after(words, 'as') ?? thing);
  const execId = words[2] ?? '';
  const config = containerConfig(name);
  const reference = after(words, 'of') ?? config.image?.image ?? '';
  const created = {
    ...config,
    metadata: { name, attempt: Number(after(words, 'try') ?? 0) },
    image: { ...config.image, image: reference, userSpecifiedImage: reference },
    ...(words.includes('logged') ? { logPath: `${name}.log` } : {}),
  } as unknown as typeof config;
  switch (verb) {
    case 'create':
      return { type: 'container.create', sandboxId, containerId, config: created };
    case 'start':
      return { type: 'container.start', containerId };
    case 'stop':
      return { type: 'container.stop', containerId, graceMs: msOf(after(words, 'in')) ?? 10_000 };
    case 'remove':
      return { type: 'container.remove', containerId };
    case 'exec': {
      const timeoutMs = msOf(after(words, 'limit')) ?? 0;
      const exitCode = after(words, 'exit');
      const command = words.includes('sleep') ? ['sleep'] : exitCode === undefined ? ['true'] : ['exit', exitCode];
      return { type: 'container.exec', containerId, execId, command, timeoutMs };
    }
    case 'open':
      return {
        type: 'container.openExec',
        containerId,
        execId,
        command: ['sh'],
        isTerminal: false,
        streamsKey: execId,
      };
    case 'attach':
      return { type: 'container.attach', containerId, execId, writesStdin: false, streamsKey: execId };
    case 'update':
      return { type: 'container.update', containerId, resources: limitsOf(words) };
    case 'checkpoint':
      return { type: 'container.checkpoint', containerId, location: `/tmp/${containerId}.tar`, timeoutMs: 0 };
    case 'reopen':
      return { type: 'container.reopenLog', containerId };
    default:
      throw new Error(`a container is not "${verb}"`);
  }
};

const limitsOf = (words: readonly string[]): LinuxResources => ({
  cpuPeriod: '0',
  cpuQuota: '0',
  cpuShares: after(words, 'shares') ?? '512',
  memoryLimitInBytes: '0',
  oomScoreAdj: '0',
  cpusetCpus: '',
  cpusetMems: '',
  hugepageLimits: [],
  unified: {},
  memorySwapLimitInBytes: '0',
});

/** One request, from its words. */
const draftOf = (text: string): Draft => {
  const words = text.split(' ');
  const [verb = '', thing = ''] = words;
  if (verb === 'pull')
    return {
      type: 'image.pull',
      pullId: after(words, 'as') ?? `p-${thing}`,
      reference: thing,
      credentialsKey: after(words, 'with'),
    };
  if (verb === 'rmi') return { type: 'image.remove', reference: thing };
  if (thing === '') throw new Error(`"${text}" names nothing`);
  return thing.includes('/') ? containerDraft(verb, thing, words) : sandboxDraft(verb, thing, words);
};

const programsOf = (text: string | undefined): Readonly<Record<string, Program>> | undefined => {
  if (text === undefined) return undefined;
  const programs: Record<string, Program> = {};
  for (const part of partsOf(text, ',')) {
    const [thing = '', ...words] = part.split(' ');
    const id = idOf(thing);
    const known = programs[id] ?? sleeps;
    const [first, second, what = ''] = words;
    if (first === 'ignores') programs[id] = { ...known, ignoresSigterm: true };
    else if (first === 'may' && second === 'exit') {
      const end = what === 'oom' ? { exitCode: 137, isOomKilled: true } : { exitCode: Number(what) };
      programs[id] = { ...known, ends: [...known.ends, end] };
    } else throw new Error(`"${part}" is no program: "a/c0 may exit 0", "a/c0 may exit oom", "a/c0 ignores SIGTERM"`);
  }
  return programs;
};

const faultKinds: readonly string[] = ['fail', 'half', 'lost'] satisfies FaultKind[];
const isService = (word: string): word is ServiceName => (serviceNames as readonly string[]).includes(word);

/** `fail half 2 attachNetwork`, and the faults of the script. */
const faultsOf = (text: string | undefined, steps: readonly string[]): Faults | undefined => {
  const scripted = steps.map((step) => step.split(' ')).filter(([verb = '']) => faultKinds.includes(verb));
  const words = (text ?? '').split(' ').filter((word) => word !== '');
  const kinds = [...words.filter((word) => faultKinds.includes(word)), ...scripted.map(([verb = '']) => verb)];
  if (kinds.length === 0) return undefined;
  const services = [...words.filter(isService), ...scripted.flat().filter(isService)];
  const total = Math.max(Number(words.find((word) => /^\d+$/.test(word)) ?? 0), scripted.length, 1);
  const areNamed = words.length === 0 || words.some(isService);
  return {
    total,
    each: total,
    ...(areNamed && services.length > 0 ? { services: [...new Set(services)] } : {}),
    kinds: [...new Set(kinds)] as FaultKind[],
  };
};
