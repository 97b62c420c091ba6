/** Execs, sessions and logs beside the ends and stops of their containers. */
import type { Row } from './row.ts';

export const execs: readonly Row[] = [
  {
    id: 'init-exit-reported-before-exec-exit',
    brokenBy: 'exit-waits-for-execs',
    clients: 'kubelet: run a, create a/c0, start a/c0 | probe: exec a/c0 e | admin: remove a/c0',
    programs: 'a/c0 may exit 0',
    script:
      'done kubelet start; hold perform; ask probe exec; exit a/c0 0; settle; see a/c0 EXITED 0; free; settle; see probe.exec refused',
    expect: 'admin.remove ok; a/c0 hidden',
  },
  {
    id: 'exec-exits-swallowed',
    brokenBy: 'exec-end-is-the-end',
    clients: `kubelet: run a, create a/c0, start a/c0 | one: exec a/c0 e1 exit 1 | two: exec a/c0 e2 exit 2 | three: exec a/c0 e3 exit 3`,
    script: `done kubelet start; hold perform; ask one exec; ask two exec; ok e1 perform; see one.exec ok 1; ask three exec; ok e3 perform;
      see three.exec ok 3; see two.exec open; ok e2 perform`,
    expect: 'two.exec ok 2; a/c0 RUNNING',
  },
  {
    id: 'init-exit-starved-by-execs',
    brokenBy: 'exit-waits-for-execs',
    clients: 'kubelet: run a, create a/c0, start a/c0 | p1: exec a/c0 e1 | p2: exec a/c0 e2, exec a/c0 e3',
    programs: 'a/c0 may exit 1',
    script:
      'done kubelet start; hold perform; ask p1 exec; exit a/c0 1; ask p2 exec; settle; see a/c0 EXITED 1; see p1.exec open; free; done p2 exec; rest',
    expect: 'p1.exec refused; p2.exec refused; p2.exec#2 ContainerWrongState; a/c0 EXITED 1',
  },
  {
    id: 'exec-exit-taken-for-container-exit',
    brokenBy: 'exec-end-is-the-end',
    clients: 'kubelet: run a, create a/c0, start a/c0 | probe: exec a/c0 e0, exec a/c0 e exit 137',
    programs: 'a/c0 may exit 5',
    script: `done kubelet create; hold startTask; ask kubelet start; done probe exec; ok startTask; done kubelet start; ask probe exec; settle;
      see a/c0 RUNNING; exit a/c0 5; settle`,
    expect: 'probe.exec ContainerWrongState; probe.exec#2 ok 137; a/c0 EXITED 5',
  },
  {
    id: 'exec-runtime-failure-looks-like-success',
    clients: 'kubelet: run a, create a/c0, start a/c0, exec a/c0 e',
    script: 'hold perform; ask kubelet exec; fail perform',
    expect: 'kubelet.exec refused; a/c0 RUNNING',
  },
  {
    id: 'delete-waits-for-io',
    clients: 'kubelet: run a, create a/c0, start a/c0, exec a/c0 e | admin: stop a/c0, remove a/c0',
    script:
      'hold perform; ask kubelet exec; settle; done admin stop; see a/c0 EXITED 143; see kubelet.exec open; ask admin remove; settle; timer unkillableMs; settle; see a/c0 hidden',
    expect: 'admin.remove ok; kubelet.exec refused; a/c0 has no process',
  },
  {
    id: 'unread-exec-blocks-stop',
    clients: 'kubelet: run a, create a/c0, start a/c0 | user: open a/c0 s | admin: stop a, remove a',
    script: `done kubelet start; hold runExec; ask user open; fact runExec started; done admin stop; see user.open open; ask admin remove;
      fact runExec exited; settle; see admin.remove open; timer closingMs; settle; see admin.remove ok`,
    expect: 'all is gone',
  },
  {
    id: 'broken-stdin-holds-shim-lock',
    clients:
      'kubelet: run a, create a/c0, start a/c0 | user: open a/c0 s | probe: exec a/c0 e | admin: stop a/c0, remove a/c0',
    script:
      'done kubelet start; hold runExec; ask user open; fact started; cancel user; done probe exec; done admin stop; see a/c0 EXITED 143',
    expect: 'probe.exec ok; admin.remove ok; a/c0 hidden',
  },
  {
    id: 'reopen-blocked-while-stopping',
    brokenBy: 'reopen-refused-in-grace',
    clients: 'kubelet: run a, create a/c0 logged, start a/c0, stop a/c0 in 600s | rotation: reopen a/c0, reopen a/c0',
    programs: 'a/c0 ignores SIGTERM',
    script:
      'hold killTask; ask kubelet stop; done rotation reopen; ok killTask; settle; ask rotation reopen; settle; see rotation.reopen#2 ok; see elapsed 0s',
    expect: 'rotation.reopen ok; rotation.reopen#2 ok; kubelet.stop ok; elapsed 600s',
  },
  {
    id: 'attach-misses-short-output',
    clients: 'kubelet: run a, create a/c0, start a/c0 | user: attach a/c0 s1, attach a/c0 s2',
    programs: 'a/c0 may exit 0',
    script:
      'done kubelet start; hold attachTask; ask user attach; exit a/c0 0; settle; see a/c0 EXITED 0; free; done user attach; rest',
    expect: 'user.attach ok; user.attach#2 ContainerWrongState',
  },
  {
    id: 'portforward-error-stream-not-drained',
    brokenBy: 'forwards-outlive-the-pod',
    clients: 'kubelet: run a | user: forward a, forward a | admin: stop a, remove a',
    script:
      'done kubelet run; hold forwardPorts; ask user forward; done admin stop; done user forward; done user forward; rest',
    expect: 'admin.remove ok; user.forward#2 refused; all is gone',
  },
];
