/** Pulls, removals of images, and creations that need them. */
import type { Row } from './row.ts';

export const images: readonly Row[] = [
  {
    id: 'parallel-pulls-waste',
    clients: 'one: pull app as p1 | two: pull app as p2 | three: pull app as p3 with secret',
    script: `hold fetchLayers; ask one pull; settle; ask two pull; ask three pull; settle; cancel one; ok fetchLayers p1; settle; see two.pull ok;
      see three.pull open; free; rest`,
    expect: 'three.pull ok; did fetchLayers p1 once; did fetchLayers p2 never; did fetchLayers p3 once',
  },
  {
    id: 'parallel-pulls-waste/denied',
    clients: 'one: pull app as p1 | two: pull app as p2 with wrong',
    script: 'hold resolvePull; ask one pull; ask two pull; fail resolvePull p2; ok resolvePull p1; rest',
    expect: 'one.pull ok; two.pull RegistryUnavailable; did registerImage p1 once; did registerImage p2 never',
  },
  {
    id: 'parallel-pulls-waste/last',
    brokenBy: 'pull-before-intent',
    clients: 'one: pull app as p1 | two: pull app as p2 | three: pull app as p3',
    script:
      'hold fetchLayers; ask one pull; settle; ask two pull; cancel one; cancel two; settle; ask three pull; free; rest',
    expect: 'three.pull ok; did abandonPull p1 once; p1 owes nothing; p3 owes nothing',
  },
  {
    id: 'image-removed-while-pulling',
    brokenBy: 'image-removed-under-a-pull',
    clients: 'one: pull app as p1, pull app as p2 | admin: rmi app',
    script: 'hold registerImage; ask one pull; settle; ask admin rmi; settle; see admin.rmi ok; ok registerImage; rest',
    expect: 'one.pull ok sha256:app; one.pull#2 ok sha256:app; p1 owes nothing; p2 owes nothing',
  },
  {
    id: 'image-removed-while-pulling/after',
    clients: 'one: pull app as p1 | admin: rmi app, rmi app | kubelet: run a, create a/c0 of app',
    script: 'done kubelet run; done one pull; done admin rmi; done kubelet create; rest',
    expect: 'kubelet.create ImageNotFound; admin.rmi#2 ok; a/c0 hidden; a/c0 owes nothing',
  },
  {
    id: 'gc-during-container-creation',
    brokenBy: 'image-not-pinned',
    clients: 'kubelet: run a, create a/c0, start a/c0 | gc: rmi busybox',
    script: 'done kubelet run; hold mountRootfs; ask kubelet create; settle; ask gc rmi; settle; free; rest',
    expect: 'gc.rmi ok; kubelet.start ok; a/c0 RUNNING',
  },
  {
    id: 'gc-during-container-creation/found',
    brokenBy: 'image-not-pinned',
    clients: 'kubelet: run a, create a/c0 | gc: rmi busybox',
    script:
      'done kubelet run; hold resolveImage; ask kubelet create; hold perform; ask gc rmi; ok resolveImage; ok perform; free; rest',
    expect: 'gc.rmi ok; kubelet.create ok; a/c0 CREATED',
  },
  {
    id: 'image-gc-between-pull-and-create',
    clients:
      'kubelet: pull app, run a, create a/c0 of app, pull app as again, create a/c0 of app as a/again | gc: rmi app',
    script:
      'done kubelet pull; done gc rmi; done kubelet run; done kubelet create; see kubelet.create ImageNotFound; see a/c0 hidden; rest',
    expect: 'kubelet.create#2 ok a/again; a/again CREATED; a/c0 owes nothing',
  },
  {
    id: 'parallel-image-removals',
    brokenBy: 'second-removal-fails',
    clients: 'one: pull app, rmi app | two: rmi app | three: rmi sha256:app',
    script: 'done one pull; hold perform; ask one rmi; ask two rmi; ask three rmi; free; rest',
    expect: 'one.rmi ok; two.rmi ok; three.rmi ok',
  },
  {
    id: 'pull-without-progress-hangs',
    clients: 'one: pull app as p1, pull app as p2 | other: pull second as q1',
    script: 'hold fetchLayers p1; ask one pull; settle; done other pull; fail fetchLayers p1; done one pull; rest',
    expect: 'one.pull PullStalled; other.pull ok; one.pull#2 ok; p1 owes nothing',
  },
];
