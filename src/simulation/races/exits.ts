/** Ends of processes: early, late, many at once, told late or twice. */
import type { Row } from './row.ts';

export const exits: readonly Row[] = [
  {
    id: 'exit-before-start-event',
    brokenBy: 'exit-before-start-lost',
    clients: 'kubelet: run a, create a/c0, start a/c0',
    programs: 'a/c0 may exit 0',
    script: `done kubelet create; hold startTask; ask kubelet start; land startTask; exit a/c0 0; fact exited; see a/c0 CREATED;
      see kubelet.start open; ok startTask; settle`,
    expect: 'kubelet.start ok; a/c0 EXITED 0 Completed; did settleTask once',
  },
  {
    id: 'fast-process-declared-dead',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0',
    programs: 'a/c0 may exit 0',
    script:
      'done kubelet create; hold startTask; hold fact; ask kubelet start; land startTask; exit a/c0 0; ok startTask; see kubelet.start ok; rest',
    expect: 'kubelet.stop ok; a/c0 EXITED 0 Completed',
  },
  {
    id: 'fast-process-declared-dead/lost',
    brokenBy: 'failed-start-is-an-end',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: stop a/c0, remove a/c0',
    programs: 'a/c0 may exit 0',
    script:
      'done kubelet create; hold fact; hold killTask; ask kubelet start; lost startTask; exit a/c0 0; ok killTask; rest',
    expect: 'kubelet.start ToolTimedOut; admin.stop ok; admin.remove ok; a/c0 hidden',
  },
  {
    id: 'exit-file-later-than-query',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0',
    programs: 'a/c0 may exit 0',
    script:
      'done kubelet start; exit a/c0 0; hold fact; settle; see a/c0 RUNNING; ask kubelet stop; settle; see a/c0 RUNNING; fact exited; settle',
    expect: 'kubelet.stop ok; a/c0 EXITED 0 Completed; elapsed 0s',
  },
  {
    id: 'kill-and-delete-in-deleted-state',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0, remove a/c0, remove a/c0',
    script: 'hold deleteTask; done kubelet stop; lost deleteTask; free; done kubelet remove; settle',
    expect: 'kubelet.remove ok; kubelet.remove#2 ok; a/c0 hidden; a/c0 owes nothing; did deleteTask a/c0 twice',
  },
  {
    id: 'kill-and-delete-in-deleted-state/kill',
    brokenBy: 'kill-insists',
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a/c0 in 5s',
    script:
      'hold fact; hold killTask; ask kubelet stop; hold exit; lost killTask; exit a/c0 143; ok killTask; settle; free; rest',
    expect: 'kubelet.stop ok; a/c0 EXITED 143',
  },
  {
    id: 'two-deleters-leak-the-shim',
    clients: 'kubelet: run a with infra, create a/c0, start a/c0 | admin: stop a, remove a',
    programs: 'a may exit 137',
    script: 'done kubelet start; hold fact pod; ask admin stop; exit a 137; settle; free; done admin remove',
    expect: 'admin.stop ok; did deleteTask a once; did settleTask a/c0 once; all is gone',
  },
  {
    id: 'two-deleters-leak-the-shim/first',
    clients: 'kubelet: run a with infra, create a/c0, start a/c0 | admin: stop a, remove a',
    programs: 'a may exit 137',
    script:
      'done kubelet start; exit a 137; settle; see a NOTREADY; see a/c0 RUNNING; hold deleteTask a; ask admin stop; settle; see admin.stop open; free; rest',
    expect: 'admin.remove ok; all is gone',
  },
  {
    id: 'shutdown-refused-while-tasks-remain',
    clients: 'kubelet: run a with infra, create a/c0, start a/c0, create a/c1, start a/c1, stop a, remove a',
    programs: 'a may exit 137, a/c0 may exit 0, a/c1 may exit 0',
    script: `done kubelet start; done kubelet create; done kubelet start; exit a 137; settle; exit a/c0 0; exit a/c1 0; settle;
      see a NOTREADY; see a/c0 EXITED 0; see a/c1 EXITED 0; see a/c0 has no process; see a/c1 has no process; see a has process`,
    expect: 'kubelet.stop ok; kubelet.remove ok; all is gone',
  },
  {
    id: 'reaper-drops-exits-of-slow-subscriber',
    clients: `kubelet: run a, create a/c0, start a/c0, create a/c1, start a/c1, create a/c2, start a/c2, create a/c3, start a/c3 |
      admin: stop a/c0, stop a/c1, stop a/c2, stop a/c3`,
    programs: 'a/c0 may exit 0, a/c1 may exit 1, a/c2 may exit 2, a/c3 may exit 3',
    script: `done kubelet start; done kubelet create; done kubelet start; done kubelet create; done kubelet start; done kubelet create;
      done kubelet start; hold fact; exit a/c3 3; exit a/c2 2; exit a/c1 1; exit a/c0 0; free; settle; see a/c0 EXITED 0; see a/c1 EXITED 1;
      see a/c2 EXITED 2; see a/c3 EXITED 3`,
    expect: 'admin.stop ok; admin.stop#2 ok; admin.stop#3 ok; admin.stop#4 ok; did killTask never',
  },
  {
    id: 'signal-death-decoded-as-exit',
    brokenBy: 'oom-not-told',
    clients: 'kubelet: run a, create a/c0, start a/c0, create a/c1, start a/c1, stop a/c1 in 0s',
    programs: 'a/c0 may exit oom',
    script: 'done kubelet start; exit a/c0 oom; settle; rest',
    expect: 'a/c0 EXITED 137 OOMKilled; a/c1 EXITED 137 Error',
  },
  {
    id: 'timed-out-delete-leaks-shim',
    brokenBy: 'half-stopped-is-stopped',
    clients: 'kubelet: run a with infra, stop a, remove a',
    script:
      'hold deleteTask a; ask kubelet stop; lost deleteTask a; done kubelet stop; see kubelet.stop ToolTimedOut; see a NOTREADY; see a has bundle; rest',
    expect: 'kubelet.remove ok; all is gone',
  },
  {
    id: 'created-for-ever-with-hanging-init',
    brokenBy: 'failed-start-is-an-end',
    clients: 'kubelet: run a, create a/c0, start a/c0, create a/c0 try 1 as a/c1, start a/c1 | admin: remove a/c0',
    script: `done kubelet create; hold startTask a/c0; ask kubelet start; settle; see a/c0 CREATED; fail startTask a/c0; settle;
      see kubelet.start RuntimeFailed; see a/c0 EXITED; see a/c0 has no process; rest`,
    expect: 'kubelet.start#2 ok; admin.remove ok; a/c1 RUNNING; did killTask a/c0 SIGKILL once',
  },
  {
    id: 'created-for-ever-with-hanging-init/stop',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: stop a, remove a',
    script:
      'done kubelet create; hold startTask; ask kubelet start; ask admin stop; settle; see admin.stop open; fail startTask; done admin remove',
    expect: 'kubelet.start refused; admin.stop ok; all is gone',
  },
  {
    id: 'shim-shutdown-vs-next-task',
    clients: 'kubelet: run a, create a/c0, start a/c0, remove a/c0 | next: create a/c1, start a/c1',
    script:
      'done kubelet start; hold deleteTask a/c0; hold createTask a/c1; ask kubelet remove; settle; ask next create; settle; ok deleteTask a/c0; ok createTask a/c1; rest',
    expect: 'kubelet.remove ok; a/c0 hidden; next.start ok; a/c1 RUNNING; a/c1 has process',
  },
  {
    id: 'unmount-of-the-unmounted-blocks-stop',
    brokenBy: 'unmount-insists',
    clients: 'kubelet: run a, create a/c0, start a/c0, remove a/c0, remove a/c0, stop a/c0',
    script:
      'hold unmountRootfs; ask kubelet remove; half unmountRootfs; done kubelet remove; see a/c0 EXITED 137; see a/c0 has no mount; free; rest',
    expect: 'kubelet.remove SyscallFailed; kubelet.remove#2 ok; kubelet.stop ok; a/c0 hidden; a/c0 owes nothing',
  },
  {
    id: 'killed-too-early-leaves-mount',
    brokenBy: 'undo-goes-on-without',
    clients: 'kubelet: run a, create a/c0 | admin: stop a/c0, remove a/c0, remove a/c0',
    script:
      'hold createTask; ask kubelet create; half createTask; hold deleteTask; fail deleteTask; settle; see kubelet.create RuntimeFailed; see a/c0 UNKNOWN; free; rest',
    expect: 'admin.remove ok; admin.remove#2 ok; a/c0 hidden; a/c0 owes nothing; a/c0 has no process',
  },
];
