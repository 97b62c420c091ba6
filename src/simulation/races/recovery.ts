/** Deaths of the daemon, and what the next one makes of what it finds. */
import type { Row } from './row.ts';

export const recovery: readonly Row[] = [
  {
    id: 'restart-during-stop',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 in 60s, remove a/c0',
    script: 'hold exit; ask kubelet stop; ok killTask; crash; exit a/c0 143; settle; see a/c0 EXITED 143; rest',
    expect:
      'kubelet.stop lost; kubelet.stop#2 ok; kubelet.remove ok; a/c0 hidden; a/c0 has no process; did killTask once; elapsed 0s',
  },
  {
    id: 'exit-code-lost-on-reboot',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0',
    programs: 'a/c0 may exit 1',
    script: 'done kubelet start; hold settleTask; exit a/c0 1; settle; crash; free; settle; see a/c0 EXITED 1 Error',
    expect: 'kubelet.stop ok; a/c0 EXITED 1 Error',
  },
  {
    id: 'living-shim-taken-for-leaked',
    brokenBy: 'blind-is-dead',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: run b',
    script: `done kubelet start; crash; fail probeTask; settle; see a/c0 UNKNOWN; see a/c0 has process; see a READY; done admin run;
      see did killTask never; timer retryMs; settle; see a/c0 RUNNING`,
    expect: 'did deleteTask never; did killTask never; a/c0 RUNNING',
  },
  {
    id: 'living-shim-taken-for-leaked/stopped',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: stop a/c0, remove a/c0',
    script:
      'done kubelet start; crash; fail probeTask; settle; see a/c0 UNKNOWN; done admin stop; see a/c0 EXITED; settle; see a/c0 has no process; rest',
    expect: 'admin.stop ok; admin.remove ok; a/c0 hidden',
  },
  {
    id: 'inspect-error-hides-the-pod',
    brokenBy: 'blind-is-dead',
    clients: 'kubelet: run a, create a/c0, start a/c0, create a/c1, start a/c1 | admin: stop a, remove a',
    script: `done kubelet start; done kubelet create; done kubelet start; crash; fail a/c0 probeTask; settle; see a READY; see a/c0 UNKNOWN; see a/c1 RUNNING;
      rest`,
    expect: 'admin.stop ok; admin.remove ok; all is gone',
  },
  {
    id: 'deadline-hides-hung-shim',
    brokenBy: 'blind-is-dead',
    clients: 'kubelet: run a, create a/c0, start a/c0 | other: run b, create b/c0, start b/c0, stop b/c0',
    script: `done kubelet start; done other start; hold a/c0 probeTask; crash; settle; timer recoveryMs; see b/c0 RUNNING; see a/c0 UNKNOWN;
      done other stop; see b/c0 EXITED 143; fail probeTask; settle; see a/c0 UNKNOWN; timer retryMs; free; settle; see a/c0 RUNNING`,
    expect: 'other.stop ok; did killTask a/c0 never',
  },
  {
    id: 'recover-hangs-on-io-wait',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0, remove a/c0 | other: run b',
    script: `hold deleteTask; done kubelet stop; crash; settle; see a/c0 EXITED 143; done other run; ask kubelet remove; settle; see kubelet.remove open;
      free; rest`,
    expect: 'kubelet.remove ok; other.run ok; a/c0 hidden',
  },
  {
    id: 'stopped-pod-not-restorable',
    brokenBy: 'exit-not-recorded',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a, remove a',
    script: 'done kubelet stop; see a has no namespace; crash; settle; see a NOTREADY; see a/c0 EXITED 137; rest',
    expect: 'kubelet.remove ok; all is gone',
  },
  {
    id: 'cancelled-delete-blocks-name',
    brokenBy: 'listed-after-removal',
    clients: 'kubelet: run a, create a/c0, start a/c0, remove a/c0, create a/c0 as a/again, start a/again',
    script:
      'hold deleteTask; ask kubelet remove; settle; free; hold deleteTask; settle; ok deleteTask#1; land deleteTask; crash; settle; free; rest',
    expect: 'kubelet.remove#2 ok; a/c0 hidden; kubelet.create#2 ok a/again; kubelet.start#2 ok; a/again RUNNING',
  },
  {
    id: 'task-bundle-removed-in-parts',
    clients: 'kubelet: run a, create a/c0, remove a/c0, create a/c0 as a/again',
    script: 'hold removeBundle; ask kubelet remove; land removeBundle; crash; settle; free; rest',
    expect: 'kubelet.remove#2 ok; kubelet.create#2 ok a/again; a/c0 hidden; a/c0 has no bundle; a/c0 owes nothing',
  },
  {
    id: 'sandbox-record-without-metadata',
    clients: 'kubelet: run a | other: run b',
    script:
      'done other run; hold pinNamespaces a; ask kubelet run; land pinNamespaces a; crash; free; settle; see b READY; see a hidden; rest',
    expect: 'kubelet.run lost; kubelet.run#2 ok again2-a; b READY',
  },
  {
    id: 'runc-killed-mid-create-frozen-cgroup',
    brokenBy: 'failed-create-is-nothing',
    clients: 'kubelet: run a, create a/c0, create a/c0 as a/again, start a/again',
    script:
      'hold createTask; ask kubelet create; half createTask; settle; see a/c0 has no cgroup; see did deleteTask a/c0 once; free; rest',
    expect: 'kubelet.create RuntimeFailed; kubelet.start ok; a/c0 owes nothing',
  },
  {
    id: 'runc-killed-mid-create-frozen-cgroup/crash',
    brokenBy: 'half-made-is-recovered',
    clients: 'kubelet: run a, create a/c0, start a/c0',
    script:
      'hold createTask; ask kubelet create; land createTask; crash; settle; see a/c0 hidden; see a/c0 has no cgroup; free; rest',
    expect: 'kubelet.create lost; kubelet.create#2 ok; kubelet.start ok; again2-a/c0 RUNNING',
  },
  {
    id: 'shim-per-container-never-shut-down',
    clients:
      'kubelet: run a with infra, create a/c0, start a/c0, create a/c1, start a/c1, remove a/c0, stop a, remove a',
    script: `done kubelet start; done kubelet create; done kubelet start; crash; settle; see a/c0 RUNNING; see a/c1 RUNNING; done kubelet remove;
      see a/c0 has no process; see a/c1 has process; rest`,
    expect: 'kubelet.remove#2 ok; all is gone',
  },
  {
    id: 'created-time-reset-on-restore',
    clients: 'kubelet: run a, run b, create a/c0, start a/c0 | manager: update a/c0 shares 300',
    script:
      'done kubelet create; done manager update; crash; settle; see a READY; see b READY; see a/c0 CREATED; done kubelet start',
    expect: 'kubelet.start ok; a/c0 RUNNING; did createTask once; did updateTask once',
  },
  {
    id: 'busy-shm-after-monitor-death',
    brokenBy: 'half-stopped-is-stopped',
    clients: 'kubelet: run a, stop a, remove a',
    script:
      'hold removeSandboxFiles; ask kubelet stop; settle; half removeSandboxFiles; done kubelet stop; see a NOTREADY; see a owes files; free; rest',
    expect: 'kubelet.stop SyscallFailed; kubelet.remove ok; all is gone',
  },
];
