/** Checkpoints and updates: what freezes, and what must not wait for it. */
import type { Row } from './row.ts';

export const freezing: readonly Row[] = [
  {
    id: 'concurrent-update-refreezes',
    clients:
      'kubelet: run a, create a/c0, start a/c0 | one: update a/c0 shares 100 | two: update a/c0 shares 200 | probe: exec a/c0 e',
    script: `done kubelet start; hold updateTask; ask one update; ask two update; settle; see two.update open; done probe exec; ok updateTask;
      see one.update ok; see two.update open; ok updateTask; see two.update ok`,
    expect: 'did updateTask twice; a/c0 RUNNING; probe.exec ok',
  },
  {
    id: 'concurrent-update-refreezes/stop',
    brokenBy: 'update-outlives-the-end',
    clients:
      'kubelet: run a, create a/c0, start a/c0 | one: update a/c0 shares 100 | two: update a/c0 shares 200 | admin: stop a/c0, remove a/c0',
    script:
      'done kubelet start; hold updateTask; ask one update; ask two update; settle; done admin stop; see a/c0 EXITED 143; free; rest',
    expect: 'one.update ContainerWrongState; two.update ContainerWrongState; admin.remove ok; a/c0 hidden',
  },
  {
    id: 'update-of-a-not-running-container-fails',
    brokenBy: 'update-of-created-refused',
    clients: `kubelet: run a, create a/c0, update a/c0 shares 100, start a/c0, update a/c0 shares 200, stop a/c0, update a/c0 shares 300 |
      late: stop a/c0, remove a/c0`,
    script:
      'done kubelet update; see kubelet.update ok; see a/c0 CREATED; done kubelet start; done kubelet update; done kubelet stop; done kubelet update; rest',
    expect: 'kubelet.update#2 ok; kubelet.update#3 ContainerWrongState; late.stop ok; late.remove ok',
  },
  {
    id: 'update-of-a-not-running-container-fails/starting',
    brokenBy: 'update-of-starting-refused',
    clients: 'kubelet: run a, create a/c0, start a/c0 | manager: update a/c0 shares 100',
    script:
      'done kubelet create; hold startTask; ask kubelet start; ask manager update; settle; see manager.update open; free; settle',
    expect: 'kubelet.start ok; manager.update ok; did startTask before did updateTask',
  },
  {
    id: 'update-of-a-not-running-container-fails/exit',
    brokenBy: 'update-outlives-the-end',
    clients: 'kubelet: run a, create a/c0, start a/c0 | manager: update a/c0 shares 100',
    programs: 'a/c0 may exit 0',
    script:
      'done kubelet start; hold updateTask; ask manager update; exit a/c0 0; settle; see a/c0 EXITED 0; free; rest',
    expect: 'manager.update ContainerWrongState; a/c0 EXITED 0',
  },
  {
    id: 'exec-into-paused-hangs',
    brokenBy: 'exec-while-frozen',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0 | probe: exec a/c0 e1, exec a/c0 e2',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; done probe exec; see a/c0 RUNNING; free; settle; done probe exec; rest',
    expect: 'probe.exec ContainerWrongState; admin.checkpoint ok; probe.exec#2 ok',
  },
  {
    id: 'kill-of-paused-has-no-effect',
    brokenBy: 'stop-waits-for-the-checkpoint',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0 | manager: stop a/c0',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; ask manager stop; settle; see did undoCheckpoint before did killTask; free; rest',
    expect: 'admin.checkpoint ContainerWrongState; manager.stop ok; a/c0 EXITED 143; elapsed 0s',
  },
  {
    id: 'exit-while-paused-for-commit',
    brokenBy: 'exit-lost-in-checkpoint',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0, remove a/c0',
    programs: 'a/c0 may exit 0',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; exit a/c0 0; settle; see a/c0 EXITED 0; free; rest',
    expect: 'admin.checkpoint ContainerWrongState; admin.remove ok; a/c0 hidden',
  },
  {
    id: 'exit-while-paused-for-commit/not-undone',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0 | other: remove a/c0',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; ask other remove; fail undoCheckpoint; rest',
    expect: 'admin.checkpoint ContainerWrongState; other.remove ok; a/c0 hidden; a/c0 owes nothing',
  },
  {
    id: 'checkpoint-archive-of-a-moving-container',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0 | probe: exec a/c0 e',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; settle; cancel admin; half checkpointTask; settle; see did undoCheckpoint once; see a/c0 RUNNING; rest',
    expect: 'probe.exec ok',
  },
  {
    id: 'checkpoint-archive-of-a-moving-container/crash',
    brokenBy: 'checkpoint-never-undone',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0 | probe: exec a/c0 e',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; settle; crash; settle; see did undoCheckpoint once; see a/c0 RUNNING; done probe exec',
    expect: 'probe.exec ok; admin.checkpoint lost; a/c0 RUNNING',
  },
];
