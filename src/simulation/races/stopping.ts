/** Stops that meet stops, ends and everything else. */
import type { Row } from './row.ts';

export const stopping: readonly Row[] = [
  {
    id: 'sigterm-again-on-each-retry',
    brokenBy: 'signal-again-on-each-stop',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 in 60s | retry: stop a/c0 in 60s',
    programs: 'a/c0 ignores SIGTERM',
    script: 'done kubelet start; ask kubelet stop; settle; cancel kubelet; ask retry stop; settle; see retry.stop open',
    expect: 'retry.stop ok; did killTask SIGTERM once; elapsed 60s; a/c0 EXITED 137',
  },
  {
    id: 'second-stop-blocked-by-lock',
    brokenBy: 'second-stop-waits-for-the-first',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 in 300s | admin: stop a/c0 in 0s',
    programs: 'a/c0 ignores SIGTERM',
    script: 'done kubelet start; ask kubelet stop; settle; ask admin stop; rest',
    expect: 'kubelet.stop ok; admin.stop ok; elapsed 0s; did killTask SIGKILL once; a/c0 EXITED 137',
  },
  {
    id: 'second-stop-blocked-by-lock/longer',
    brokenBy: 'cancel-takes-the-kill-back',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 in 20s | admin: stop a/c0 in 300s',
    programs: 'a/c0 ignores SIGTERM',
    script: 'done kubelet start; ask kubelet stop; settle; ask admin stop; settle; cancel kubelet; rest',
    expect: 'admin.stop ok; elapsed 20s; a/c0 EXITED 137',
  },
  {
    id: 'stop-bookkeeping-deadlock',
    brokenBy: 'stop-of-exited-fails',
    clients:
      'kubelet: run a, create a/c0, start a/c0, stop a/c0, stop a/c0, stop a/c0 in 0s | admin: stop a/c0 in 300s',
    script:
      'hold exit; ask kubelet stop; settle; hold settleTask; exit a/c0 143; settle; ask admin stop; free; done kubelet stop',
    expect: 'kubelet.stop ok; kubelet.stop#2 ok; kubelet.stop#3 ok; admin.stop ok; did killTask once; elapsed 0s',
  },
  {
    id: 'stop-bookkeeping-deadlock/killing',
    brokenBy: 'stop-forgotten-while-killing',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 in 0s | admin: stop a/c0 in 300s | late: remove a/c0',
    script:
      'hold exit; ask kubelet stop; settle; ask admin stop; settle; ask late remove; settle; exit a/c0 137; done admin stop',
    expect: 'kubelet.stop ok; admin.stop ok; late.remove ok; did killTask once; elapsed 0s; a/c0 hidden',
  },
  {
    id: 'stop-after-done-panics-daemon',
    brokenBy: 'stop-of-exited-fails',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 | late: stop a/c0, stop a | later: stop a/c0, stop a',
    script: `hold settleTask; hold deleteTask; ask kubelet stop; settle; ask late stop; ok settleTask; done late stop;
      see kubelet.stop ok; done later stop; see a/c0 EXITED 143; ok deleteTask`,
    expect: 'late.stop ok; later.stop ok; late.stop#2 ok; later.stop#2 ok; did settleTask once',
  },
  {
    id: 'liveness-check-then-stop-loop',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 in 300s',
    programs: 'a/c0 may exit 0',
    script: 'hold killTask; hold fact; ask kubelet stop; settle; exit a/c0 0; ok killTask; rest',
    expect: 'kubelet.stop ok; elapsed 0s; a/c0 EXITED 0 Completed',
  },
  {
    id: 'stop-hits-closed-shim-connection',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a, remove a',
    programs: 'a/c0 may exit 0',
    script:
      'hold deleteTask; done kubelet start; exit a/c0 0; hold fact; settle; ask kubelet stop; settle; see kubelet.stop open; free; rest',
    expect: 'kubelet.stop ok; kubelet.remove ok; all is gone',
  },
  {
    id: 'stop-hits-closed-shim-connection/kill',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0, remove a/c0',
    programs: 'a/c0 may exit 3',
    script:
      'done kubelet start; hold killTask; hold fact; ask kubelet stop; exit a/c0 3; fail killTask; settle; fact task.exited; rest',
    expect: 'kubelet.stop ok; kubelet.remove ok; a/c0 hidden; a/c0 has no process',
  },
  {
    id: 'stop-or-remove-of-a-gone-object',
    clients: `kubelet: run a, create a/c0, start a/c0, remove a/c0 |
      janitor: stop a/c0, remove a/c0, stop a, remove a, remove a, stop a, stop a/c0, rmi nothing, stop never, remove never/c0`,
    script: 'hold unmountRootfs; ask kubelet remove; settle; cancel kubelet; free; settle; see a/c0 hidden; rest',
    expect: `janitor.stop ok; janitor.stop#2 ok; janitor.stop#3 ok; janitor.stop#4 ok; janitor.stop#5 ok; janitor.remove ok;
      janitor.remove#2 ok; janitor.remove#3 ok; janitor.remove#4 ok; janitor.rmi ok; all is gone`,
  },
  {
    id: 'create-races-sandbox-stop',
    brokenBy: 'closing-not-heard-while-creating',
    clients: 'kubelet: run a with infra, create a/c0, start a/c0 | admin: stop a',
    script:
      'hold createTask a/c0; ask kubelet create; settle; ask admin stop; settle; see admin.stop open; ok createTask a/c0; done admin stop',
    expect: `kubelet.create ContainerWrongState; kubelet.start ContainerNotFound; a/c0 hidden; did deleteTask a/c0 before did deleteTask a;
      did startTask a/c0 never; a NOTREADY; a has no process`,
  },
  {
    id: 'create-races-sandbox-stop/late',
    brokenBy: 'open-door',
    clients: 'kubelet: run a, create a/c0 | admin: stop a',
    script: 'done kubelet run; hold detachNetwork; ask admin stop; done kubelet create; see admin.stop open',
    expect: 'kubelet.create SandboxWrongState; admin.stop ok; did createTask never',
  },
  {
    id: 'concurrent-stop-sandbox',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a | two: stop a | three: stop a, remove a | four: remove a',
    script: `ask kubelet stop; settle; done kubelet stop; hold unmountRootfs; ask two stop; ask three stop; ask three remove;
      ask four remove; rest`,
    expect: `kubelet.stop ok; two.stop ok; three.stop ok; three.remove ok; four.remove ok; did detachNetwork once;
      did unpinNamespaces once; all is gone`,
  },
  {
    id: 'concurrent-stop-sandbox/together',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a | two: stop a | three: remove a',
    script:
      'hold exit; hold detachNetwork; ask kubelet stop; ask two stop; settle; exit a/c0 137; settle; ask three remove; settle; see two.stop open',
    expect: `kubelet.stop ok; two.stop ok; three.remove ok; did killTask once; did settleTask once; did detachNetwork once;
      did removeSandboxFiles once; did unpinNamespaces once; all is gone`,
  },
  {
    id: 'listing-blocked-by-stuck-stop',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a | other: run b, create b/c0, start b/c0, exec b/c0 e',
    script: `hold detachNetwork; hold removeSandboxFiles; ask kubelet stop; settle; see a NOTREADY; see a/c0 EXITED 137;
      done other exec; see b READY; see b/c0 RUNNING; see other.exec ok`,
    expect: 'kubelet.stop ok',
  },
  {
    id: 'listing-blocked-by-stuck-stop/unkillable',
    brokenBy: 'unkillable-is-stopped',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a | other: run b, stop b, remove b',
    script:
      'hold exit; ask kubelet stop; settle; see a/c0 RUNNING; see a NOTREADY; done other remove; timer unkillableMs; see kubelet.stop ContainerUnkillable',
    expect: 'b hidden; a/c0 EXITED 137',
  },
  {
    id: 'children-survive-in-host-pidns',
    brokenBy: 'exited-before-settled',
    clients: 'kubelet: run a, create a/c0, start a/c0, create a/c0 try 1 as a/next',
    programs: 'a/c0 may exit 0',
    script:
      'hold settleTask; done kubelet start; exit a/c0 0; settle; see a/c0 RUNNING; ok settleTask; see a/c0 EXITED 0',
    expect: 'did settleTask a/c0 once; kubelet.create#2 ok',
  },
  {
    id: 'one-exit-handler-for-all',
    brokenBy: 'stop-answered-before-settled',
    clients:
      'kubelet: run a, create a/c0, start a/c0, create a/c1, start a/c1 | other: run b, create b/c0, start b/c0, stop b/c0',
    programs: 'a/c0 may exit 1, a/c1 may exit 2',
    script: `done kubelet start; done kubelet create; done kubelet start; hold deleteTask a/c0; exit a/c0 1; settle; see a/c0 EXITED 1;
      exit a/c1 2; settle; see a/c1 EXITED 2; done other stop; see b/c0 EXITED 143`,
    expect: 'other.stop ok',
  },
];
