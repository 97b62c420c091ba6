/** Scenarios of what meets a container's life: its end, execs, updates, checkpoints, a death of the daemon, another image. */
import type { Draft } from '../../machines/messages.ts';
import { pod } from '../configs.ts';
import type { Scenario } from '../scenario.ts';

const a = pod('a');
const infra = pod('i', { hasInfra: true });
const every = { total: 1, each: 1, kinds: ['fail', 'half', 'lost'] } as const;
const twice = { ...every, total: 2, each: 2 } as const;
const running = [a.run, a.create('c0'), a.start('c0')];
const kubelet = (...steps: readonly Draft[]) => ({ name: 'kubelet', steps });
const other = (...steps: readonly Draft[]) => ({ name: 'other', steps });
const endsByItself = { 'a-c0': { ends: [{ exitCode: 0 }], ignoresSigterm: false } };
const ignoresSigterm = { 'a-c0': { ends: [], ignoresSigterm: true } };

const update = (cpuShares: string): Draft =>
  ({
    type: 'container.update',
    containerId: 'a-c0',
    resources: { cpuShares, hugepageLimits: [], unified: {} },
  }) as never;
const checkpoint: Draft = { type: 'container.checkpoint', containerId: 'a-c0', location: '/a.tar', timeoutMs: 0 };
const pull = (pullId: string): Draft => ({ type: 'image.pull', pullId, reference: 'busybox' });
const removeImage: Draft = { type: 'image.remove', reference: 'busybox' };

export const meetings: readonly Scenario[] = [
  {
    name: 'one life that ends by itself, two faults',
    clients: [kubelet(...running, a.stop, a.remove)],
    programs: endsByItself,
    faults: twice,
  },
  {
    name: 'removed while it is made, two faults',
    clients: [kubelet(...running), other(a.removeContainer('c0'))],
    faults: twice,
  },
  {
    name: 'removed while it is made, a fault, a client gives up',
    clients: [kubelet(...running), other(a.removeContainer('c0'))],
    faults: every,
    cancels: 1,
  },
  {
    name: 'two stops with different graces, a fault',
    clients: [kubelet(...running, a.stopContainer('c0', 30_000)), other(a.stopContainer('c0', 1000))],
    programs: ignoresSigterm,
    faults: every,
  },
  {
    name: 'execs and the end of their container, a fault',
    clients: [kubelet(...running, a.exec('c0', 'one'), a.removeContainer('c0')), other(a.exec('c0', 'two'))],
    programs: endsByItself,
    faults: every,
  },
  {
    name: 'updates and the end of their container, a fault',
    clients: [kubelet(...running, update('2'), a.stopContainer('c0'), a.remove), other(update('3'))],
    programs: endsByItself,
    faults: every,
  },
  {
    name: 'a checkpoint, a stop and the end of the container, a fault',
    clients: [kubelet(...running, checkpoint, a.remove), other(a.stopContainer('c0', 0))],
    programs: endsByItself,
    faults: every,
  },
  {
    name: 'an infra container, two faults',
    clients: [kubelet(infra.run, infra.create('c0'), infra.start('c0'), infra.stop, infra.remove)],
    faults: twice,
  },
  {
    name: 'the infra process dies',
    clients: [kubelet(infra.run, infra.create('c0'), infra.start('c0')), other(infra.stop, infra.remove)],
    programs: { i: { ends: [{ exitCode: 137 }], ignoresSigterm: false } },
  },
  {
    name: 'three pulls and a removal of one image, a fault, two give up',
    clients: [kubelet(pull('one')), other(pull('two')), { name: 'cleaner', steps: [removeImage, pull('three')] }],
    faults: every,
    cancels: 2,
  },
  {
    name: 'an image is removed while a container is made of it, a fault',
    clients: [kubelet(...running, a.remove), other(removeImage, pull('again'))],
    faults: every,
  },
];
