/** Scenarios of what befalls a machine, and of calls and watchers that misbehave in other ways than by failing. */
import { pod } from '../configs.ts';
import type { FaultKind, Scenario } from '../scenario.ts';
import type { MishapKind } from '../world/mishaps.ts';

const a = pod('a');
const infra = pod('i', { hasInfra: true });
const life = [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0'), a.stop, a.remove] }];
const tornDown = [
  { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] },
  { name: 'admin', steps: [a.stop, a.remove] },
];
const withInfra = [
  { name: 'kubelet', steps: [infra.run, infra.create('c0'), infra.start('c0'), infra.stop, infra.remove] },
];
const programs = { 'a-c0': { ends: [{ exitCode: 3 }], ignoresSigterm: false } };
const once = (...kinds: readonly MishapKind[]) => ({ mishaps: { total: 1, kinds } });
const oneFault = (...kinds: readonly FaultKind[]) => ({ faults: { total: 1, each: 1, kinds } });

const ofTasks: readonly MishapKind[] = [
  'monitorKilled',
  'initKilled',
  'oom',
  'oomChild',
  'unkillable',
  'childLeft',
  'cgroupGone',
  'pidReused',
];
const ofTheNode: readonly MishapKind[] = ['networkGone', 'networkChanged', 'clockForward', 'clockBack'];
const strange: readonly FaultKind[] = ['twice', 'hang', 'stall', 'slow', 'blind', 'silent', 'again'];

export const mishapScenarios: readonly Scenario[] = [
  { name: 'torn down, something befalls a process', clients: tornDown, programs, ...once(...ofTasks) },
  { name: 'torn down, something befalls the node', clients: tornDown, programs, ...once(...ofTheNode) },
  { name: 'an infra container, something befalls a process', clients: withInfra, ...once(...ofTasks) },
  {
    name: 'a mishap and a fault',
    clients: life,
    programs,
    ...once(...ofTasks, 'networkGone'),
    ...oneFault('fail', 'half', 'lost'),
  },
  { name: 'a mishap, and the daemon dies', clients: life, programs, ...once(...ofTasks, ...ofTheNode), crashes: 1 },
  { name: 'the machine restarts', clients: life, programs, ...once('reboot'), crashes: 1 },
  { name: 'torn down, the machine restarts', clients: tornDown, programs, ...once('reboot'), crashes: 1 },
  { name: 'torn down, a call or a watcher misbehaves', clients: tornDown, programs, ...oneFault(...strange) },
  { name: 'an infra container, a call or a watcher misbehaves', clients: withInfra, ...oneFault(...strange) },
  {
    name: 'a call or a watcher misbehaves, and the daemon dies',
    clients: life,
    programs,
    ...oneFault(...strange),
    crashes: 1,
  },
];
