/**
 * The `startTask` contract: opens the start gate of a created task.
 *
 * @throws FailureError RuntimeFailed {message, command}; ToolMissing, ToolTimedOut, Cancelled, HandlerUnknown. The first process may
 * be dead then: its watcher tells.
 */
import type { Service } from '../../machines/services.ts';
import { fifoOf, openGate } from './exec-fifo.ts';
import { runRuntime } from './runtime.ts';
import { handlerOf, type Scene } from './scene.ts';

export const startTask =
  (scene: Scene): Service<'startTask'> =>
  async ({ taskId, runtimeHandler, identity }, signal) => {
    const handler = handlerOf(scene, runtimeHandler);
    const { runtimeMs: limitMs } = scene.limits;
    const gate = { fifo: fifoOf(handler, taskId), identity, limitMs, signal };
    const isStarted = handler.options.fastStart && (await openGate(scene.processes, gate));
    if (!isStarted)
      await runRuntime({ runTool: scene.launcher.runTool, handler, args: ['start', taskId], limitMs, signal });
    return { startedAtMs: Date.now() };
  };
