/**
 * A running container that is being written down. It may be frozen meanwhile, and always runs on in the end: no way leads
 * out of here but through the service's own outcome or through `undoing`.
 *
 *   running ─▶ dumping ─▶ running           what cannot wait (a stop, its end) gives the checkpoint up
 *                 └─▶ undoing ─▶ running     ⇄ frozen, where that fails
 */
import { bundleOf, identityOf, taskOf } from './container-context.ts';
import { containerSetup, wrongState } from './container-setup.ts';
import { idMapOf } from './user-namespace.ts';

export const checkpointing = containerSetup.createStateConfig({
  initial: 'dumping',
  on: {
    'container.attach': { actions: 'spawnAttachSession' },
    'container.reopenLog': { actions: 'spawnLogReopening' },
    'container.update': { actions: 'keepUpdate' },
    // The OCI runtime starts nothing in a frozen container.
    'container.exec': { actions: wrongState('checkpointing') },
    'container.openExec': { actions: wrongState('checkpointing') },
    'container.start': { actions: wrongState('running') },
  },
  states: {
    dumping: {
      on: {
        'container.checkpoint': [
          { guard: 'isSameCheckpoint', actions: 'keepCheckpoint' },
          { actions: wrongState('checkpointing') },
        ],
        'container.stop': { target: 'undoing', actions: ['keepStopWaiter', 'armGrace', 'refuseCheckpoint'] },
        'container.remove': { target: 'undoing', actions: ['keepRemoveWaiter', 'killNow', 'refuseCheckpoint'] },
        'sandbox.closing': { target: 'undoing', actions: ['killNow', 'refuseCheckpoint'] },
        'task.exited': { target: 'undoing', actions: ['recordExitFact', 'refuseCheckpoint'] },
      },
      invoke: {
        id: 'checkpointTask',
        src: 'checkpointTask',
        input: ({ context }) => {
          const { record, scene, checkpoint } = context;
          const { bundleDir, cgroupsPath, logPath } = bundleOf(context);
          return {
            ...taskOf(context),
            identity: identityOf(context),
            bundleDir,
            cgroupsPath,
            logPath,
            netnsPath: scene.pins.net,
            hasUserNamespace: idMapOf(scene.config) !== undefined,
            location: checkpoint?.location ?? '',
            timeoutMs: checkpoint?.timeoutMs ?? 0,
            config: record.config,
            image: record.image ?? { requested: '', imageId: '', imageRef: '' },
            createdAtMs: record.createdAtMs,
            startedAtMs: record.startedAtMs ?? record.createdAtMs,
          };
        },
        onDone: {
          target: '#container.alive.running',
          actions: ['forgetCheckpointing', 'save', 'answerCheckpoint'],
        },
        onError: { target: 'undoing', actions: 'refuseCheckpoint' },
      },
    },
    undoing: {
      on: {
        'container.checkpoint': { actions: wrongState('checkpointing') },
        'container.stop': { actions: ['keepStopWaiter', 'armGrace'] },
        'container.remove': { actions: ['keepRemoveWaiter', 'killNow'] },
        'sandbox.closing': { actions: 'killNow' },
        'task.exited': { actions: 'recordExitFact' },
      },
      invoke: {
        id: 'undoCheckpoint',
        src: 'undoCheckpoint',
        input: ({ context }) => ({ taskId: context.record.containerId }),
        onDone: { target: '#container.alive.running', actions: ['forgetCheckpointing', 'save'] },
        onError: 'frozen',
      },
    },
    /** It may not run on: tried again soon. What cannot wait for that ends it as it is, for the kill thaws. */
    frozen: {
      always: [
        { guard: 'hasExited', target: '#container.alive.running' },
        { guard: 'isStopWanted', target: '#container.alive.running' },
      ],
      on: {
        'container.checkpoint': { target: 'dumping', actions: ['keepCheckpoint', 'save'] },
        'container.stop': { target: '#container.alive.running', actions: ['keepStopWaiter', 'armGrace'] },
        'container.remove': { target: '#container.alive.running', actions: ['keepRemoveWaiter', 'killNow'] },
        'sandbox.closing': { target: '#container.alive.running', actions: 'killNow' },
        'task.exited': { target: '#container.alive.running', actions: 'recordExitFact' },
      },
      after: { lingerMs: 'undoing' },
    },
  },
});
