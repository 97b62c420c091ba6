/** Clients that give up, ask again, or ask twice at once. */
import type { Row } from './row.ts';

export const retries: readonly Row[] = [
  {
    id: 'sandbox-name-reserved-after-timeout',
    brokenBy: 'name-reserved-while-preparing',
    clients: 'kubelet: run a | retry: run a as a2, create a/c0, start a/c0',
    script: `hold attachNetwork; ask kubelet run; settle; cancel kubelet; ask retry run; settle; see retry.run open;
      ok attachNetwork; done retry run; see a READY; see retry.run ok a`,
    expect: 'retry.start ok; did attachNetwork once; a2 hidden',
  },
  {
    id: 'netns-mount-hangs',
    brokenBy: 'name-reserved-while-preparing',
    clients: 'kubelet: run a | retry: run a as a2 | other: run b',
    script: `hold pinNamespaces a; ask kubelet run; cancel kubelet; ask retry run; done other run; see b READY;
      fail pinNamespaces a; done retry run`,
    expect: 'retry.run SyscallFailed; a hidden; a2 hidden; a has no namespace; a owes nothing; b READY',
  },
  {
    id: 'container-name-reserved-slow-create',
    brokenBy: 'name-reserved-while-creating',
    clients: 'kubelet: run a, create a/c0 | retry: create a/c0 as a/again, start a/c0',
    script: `done kubelet run; hold mountRootfs; ask kubelet create; settle; cancel kubelet; ask retry create; settle;
      see retry.create open; ok mountRootfs; done retry create`,
    expect: 'retry.create ok a/c0; retry.start ok; did mountRootfs once; a/c0 RUNNING',
  },
  {
    id: 'handed-over-then-client-dies',
    brokenBy: 'name-reserved-while-preparing',
    clients: 'one: run a | two: run a as a2 | three: run a as a3',
    script: `hold attachNetwork; ask one run; settle; cancel one; ask two run; settle; cancel two; ok attachNetwork; settle;
      see a READY; done three run`,
    expect: 'three.run ok a; a2 hidden; a3 hidden',
  },
  {
    id: 'handed-over-then-client-dies/undone',
    brokenBy: 'retry-lost-while-undone',
    clients: 'one: run a | two: run a as a2',
    script: `hold detachNetwork; ask one run; fail attachNetwork; settle; ask two run; settle; see two.run open; see did pinNamespaces once; ok detachNetwork;
      done two run`,
    expect: 'one.run NetworkPluginFailed; two.run ok a2; a hidden; a owes nothing; a2 READY',
  },
  {
    id: 'phantom-name-in-docker/undone',
    brokenBy: 'retry-dropped-while-undone',
    clients: 'one: run a, create a/c0 | two: create a/c0 as a/again, start a/again',
    script: `done one run; hold unmountRootfs; ask one create; fail writeBundle; settle; ask two create; settle; see two.create open; ok unmountRootfs;
      done two create`,
    expect: 'one.create NoSpace; two.create ok a/again; two.start ok; a/c0 hidden; a/c0 owes nothing',
  },
  {
    id: 'phantom-name-in-docker',
    clients: 'kubelet: run a, create a/c0 | retry: create a/c0 as a/again, start a/again',
    script:
      'done kubelet run; ask kubelet create; half createTask; done kubelet create; see a/c0 hidden; done retry create',
    expect: 'kubelet.create RuntimeFailed; retry.create ok a/again; retry.start ok; a/c0 owes nothing',
  },
  {
    id: 'net-teardown-with-expired-context',
    brokenBy: 'rollback-without-network',
    clients: 'kubelet: run a',
    script: `hold prepareSandboxFiles; ask kubelet run; ok attachNetwork; cancel kubelet; fail prepareSandboxFiles; settle;
      see did detachNetwork a once`,
    expect: 'a hidden; a has no address; all is gone',
  },
  {
    id: 'sandbox-cleanup-with-expired-context',
    brokenBy: 'rollback-without-network',
    clients: 'kubelet: run a with infra',
    script: `hold startTask; ask kubelet run; settle; see a has process; cancel kubelet; fail startTask; settle;
      see did detachNetwork once; see did deleteTask once; see did removeSandboxFiles once; see did unpinNamespaces once`,
    expect: 'a hidden; all is gone',
  },
  {
    id: 'shim-left-by-cancelled-create',
    brokenBy: 'failed-create-is-nothing',
    clients: 'kubelet: run a, create a/c0',
    script: `done kubelet run; hold createTask; ask kubelet create; settle; cancel kubelet; half createTask; settle;
      see did deleteTask a/c0 once; see a/c0 has no process; see a/c0 has no cgroup`,
    expect: 'a/c0 hidden; a/c0 owes nothing; a READY',
  },
  {
    id: 'shim-left-by-cancelled-create/late',
    clients: 'kubelet: run a, create a/c0 | retry: create a/c0 as a/again, stop a/c0, remove a/c0',
    script:
      'done kubelet run; hold createTask; ask kubelet create; settle; cancel kubelet; ok createTask; settle; see a/c0 CREATED',
    expect: 'retry.create ok a/c0; retry.remove ok; a/c0 has no process; did createTask once',
  },
  {
    id: 'start-meets-a-running-container',
    brokenBy: 'exited-starts-again',
    clients: 'kubelet: run a, create a/c0, start a/c0 | again: start a/c0, start a/c0 | admin: stop a/c0',
    script:
      'hold startTask; ask kubelet start; done again start; ok startTask; done again start; see a/c0 RUNNING; done admin stop',
    expect: `kubelet.start ok; again.start ContainerWrongState; again.start#2 ContainerWrongState; did startTask once;
      a/c0 EXITED 143`,
  },
  {
    id: 'evented-pleg-duplicates-containers',
    brokenBy: 'name-reserved-while-creating',
    clients: 'kubelet: run a, create a/c0, start a/c0 | sync: create a/c0 as a/again, create a/c0 try 1 as a/next',
    script: `hold createTask; ask kubelet create; settle; ask sync create; ok createTask a/c0; settle; see a/c0 CREATED;
      done kubelet start; see a/c0 RUNNING; see sync.create ok a/c0`,
    expect: 'did createTask a/c0 once; sync.create#2 ok a/next; a/c0 RUNNING',
  },
  {
    id: 'exec-blocked-during-grace-period',
    brokenBy: 'exec-refused-in-grace',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 in 600s | probe: exec a/c0 e exit 3',
    programs: 'a/c0 ignores SIGTERM',
    script:
      'done kubelet start; ask kubelet stop; settle; done probe exec; see probe.exec ok 3; see a/c0 RUNNING; see kubelet.stop open',
    expect: 'kubelet.stop ok; elapsed 600s; a/c0 EXITED 137',
  },
];
