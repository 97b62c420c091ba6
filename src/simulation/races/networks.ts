/** Networks and namespaces: attached, detached, owed, late. */
import type { Row } from './row.ts';

export const networks: readonly Row[] = [
  {
    id: 'del-skipped-without-result',
    brokenBy: 'del-skipped-without-result',
    clients: 'kubelet: run a',
    script: 'ask kubelet run; lost attachNetwork; settle; see did detachNetwork a once',
    expect: 'kubelet.run ToolTimedOut; a hidden; a has no address; all is gone',
  },
  {
    id: 'del-skipped-without-result/half',
    brokenBy: 'del-skipped-without-result',
    clients: 'kubelet: run a, run a as a2, stop a2, remove a2',
    script: 'ask kubelet run; half attachNetwork; settle; see did detachNetwork a once; see a has no address; rest',
    expect: 'kubelet.run NetworkPluginFailed; kubelet.run#2 ok a2; all is gone',
  },
  {
    id: 'failed-setup-not-torn-down',
    clients: 'kubelet: run a with infra',
    script: 'hold attachNetwork; ask kubelet run; settle; see a has process; half attachNetwork; settle',
    expect: 'kubelet.run NetworkPluginFailed; a hidden; did detachNetwork once; did deleteTask a once; all is gone',
  },
  {
    id: 'sandbox-without-cni-cannot-be-removed',
    brokenBy: 'immortal-without-network',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a, remove a, remove a, remove a | other: run b',
    script: `hold detachNetwork; ask kubelet stop; settle; fail detachNetwork; done kubelet stop; see a NOTREADY; see a has no namespace;
      see a/c0 EXITED 137; see a owes network; ask kubelet remove; settle; fail detachNetwork; done kubelet remove; ask kubelet remove; settle;
      fail detachNetwork; settle; done other run`,
    expect:
      'kubelet.stop NetworkPluginFailed; kubelet.remove NetworkPluginFailed; kubelet.remove#2 ok; kubelet.remove#3 ok; a hidden; b READY',
  },
  {
    id: 'cni-reload-lock-blocks-status',
    clients: 'kubelet: run a | other: run b, create b/c0, start b/c0, stop b, remove b',
    script:
      'hold attachNetwork a; ask kubelet run; settle; see network ready; done other remove; see b hidden; see kubelet.run open',
    expect: 'kubelet.run ok; other.start ok; other.stop ok',
  },
  {
    id: 'del-hangs-after-power-loss',
    brokenBy: 'exit-not-recorded',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a | other: run b',
    script: `hold detachNetwork a; ask kubelet stop; settle; crash; settle; see a NOTREADY; see a/c0 EXITED 137; done other run; see b READY;
      free; rest`,
    expect: 'kubelet.stop lost; kubelet.stop#2 ok; a owes nothing',
  },
  {
    id: 'serial-del-delays-startup',
    brokenBy: 'ready-not-recorded',
    clients: 'kubelet: run a, stop a | two: run b, stop b | three: run c, create c/c0, start c/c0 | new: run d',
    script: `hold detachNetwork; done three start; ask kubelet stop; ask two stop; settle; crash; settle; see a NOTREADY; see b NOTREADY; see c READY;
      see c/c0 RUNNING; done new run; see did detachNetwork never`,
    expect: 'new.run ok; kubelet.stop#2 ok; two.stop#2 ok; a owes nothing; b owes nothing',
  },
  {
    id: 'network-removed-before-processes',
    brokenBy: 'network-before-processes',
    clients: 'kubelet: run a with infra, create a/c0, start a/c0, stop a',
    programs: 'a/c0 ignores SIGTERM',
    script: 'hold exit; ask kubelet stop; settle; see a has address; exit a/c0 137; settle',
    expect:
      'kubelet.stop ok; exit a/c0 before did detachNetwork a; did settleTask a/c0 before did detachNetwork a; a has no address',
  },
  {
    id: 'network-removed-before-processes/stuck',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a | other: run b',
    script:
      'hold exit; ask kubelet stop; settle; timer unkillableMs; done kubelet stop; see a has address; see a has namespace; done other run; see did detachNetwork never',
    expect: 'kubelet.stop ContainerUnkillable; b READY',
  },
  {
    id: 'removal-with-open-netns/crash',
    clients: 'kubelet: run a, stop a, remove a',
    script: `hold removeSandboxFiles; ask kubelet stop; fail removeSandboxFiles; done kubelet stop; see a NOTREADY; crash; free; settle; see a NOTREADY;
      rest`,
    expect: 'kubelet.stop SyscallFailed; kubelet.remove ok; all is gone',
  },
  {
    id: 'removal-with-open-netns',
    brokenBy: 'failed-unpin-forgotten',
    clients: 'kubelet: run a, stop a, remove a, remove a',
    script: `hold unpinNamespaces; ask kubelet stop; settle; half unpinNamespaces; done kubelet stop; see a NOTREADY; see a owes pins; ask kubelet remove;
      settle; fail unpinNamespaces; done kubelet remove; see a NOTREADY; see a has namespace; free; rest`,
    expect: 'kubelet.stop SyscallFailed; kubelet.remove SyscallFailed; kubelet.remove#2 ok; all is gone',
  },
  {
    id: 'netns-leak-on-restore',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a, remove a',
    script:
      'done kubelet start; crash; settle; see a READY; see a/c0 RUNNING; done kubelet stop; see a has no namespace; rest',
    expect: 'kubelet.stop ok; did pinNamespaces once; all is gone',
  },
  {
    id: 'netns-leak-on-restore/half',
    brokenBy: 'half-pinned-is-nothing',
    clients: 'kubelet: run a',
    script: 'ask kubelet run; half pinNamespaces; settle; see kubelet.run SyscallFailed',
    expect: 'a has no namespace; all is gone',
  },
  {
    id: 'teardown-of-an-unborn-sandbox',
    brokenBy: 'rollback-without-network',
    clients: 'kubelet: run a with infra | admin: stop a, create a/c0, remove a | other: run b',
    script: `done other run; hold createTask a; ask kubelet run; settle; see a has address; see a hidden; ask admin stop; settle; half createTask a; settle;
      done admin stop`,
    expect: `kubelet.run refused; admin.stop ok; admin.create SandboxNotFound; admin.remove ok; a hidden; did detachNetwork a once;
      a owes nothing; a has no process; b READY`,
  },
  {
    id: 'teardown-of-an-unborn-sandbox/create',
    brokenBy: 'create-while-preparing',
    clients: 'kubelet: run a | eager: create a/c0',
    script: 'hold attachNetwork; ask kubelet run; settle; done eager create; free; rest',
    expect: 'kubelet.run ok; eager.create SandboxWrongState; a/c0 hidden',
  },
  {
    id: 'del-never-after-early-pause-death',
    clients: 'kubelet: run a with infra | admin: remove a',
    programs: 'a may exit 137',
    script: `hold attachNetwork; ask kubelet run; settle; exit a 137; ask admin remove; settle; see admin.remove open; ok attachNetwork; settle;
      see did detachNetwork a once`,
    expect: 'kubelet.run refused; admin.remove ok; a hidden; all is gone',
  },
  {
    id: 'del-never-after-early-pause-death/alone',
    brokenBy: 'lost-is-for-ever',
    clients: 'kubelet: run a with infra, stop a, remove a',
    programs: 'a may exit 137',
    script: 'hold attachNetwork; ask kubelet run; settle; exit a 137; ok attachNetwork; settle; see a NOTREADY; rest',
    expect: 'kubelet.stop ok; kubelet.remove ok; did detachNetwork a once; all is gone',
  },
  {
    id: 'chained-plugin-teardown-stops-early',
    brokenBy: 'undo-stops-at-the-network',
    clients: 'kubelet: run a',
    script:
      'ask kubelet run; half attachNetwork; hold detachNetwork; fail detachNetwork; settle; see a has address; see a owes network; free; rest',
    expect: 'kubelet.run NetworkPluginFailed; a has no namespace',
  },
];
