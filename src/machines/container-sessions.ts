/** What runs beside a container's process for a client: execs, attached streams, a log that is opened anew. */
import { assertEvent } from 'xstate';
import { refused } from './chart.ts';
import { containerBase } from './container-base.ts';
import { bundleOf, identityOf, taskOf } from './container-context.ts';

export const sessionActions = {
  spawnExec: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'container.exec');
    const { execId } = event;
    enqueue.spawnChild('exec', {
      id: `exec:${execId}`,
      input: {
        requestId: event.requestId,
        service: {
          ...taskOf(context),
          execId,
          bundleDir: bundleOf(context).bundleDir,
          identity: identityOf(context),
          command: event.command,
          timeoutMs: event.timeoutMs,
        },
      },
    });
    enqueue.assign({ execs: [...context.execs, execId] });
  }),
  spawnExecSession: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'container.openExec');
    const { execId, requestId, command, isTerminal, streamsKey } = event;
    const { bundleDir } = bundleOf(context);
    const identity = identityOf(context);
    const service = { ...taskOf(context), execId, bundleDir, identity, command, isTerminal, streamsKey };
    enqueue.spawnChild('execSession', { id: `exec:${execId}`, input: { requestId, service } });
    enqueue.assign({ execs: [...context.execs, execId] });
  }),
  spawnAttachSession: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'container.attach');
    const { execId, requestId, streamsKey } = event;
    const { bundleDir } = bundleOf(context);
    const { tty: isTerminal, stdin, stdinOnce: closesStdinOnce } = context.record.config;
    const writesStdin = event.writesStdin && stdin;
    const service = { ...taskOf(context), bundleDir, isTerminal, writesStdin, closesStdinOnce, streamsKey };
    enqueue.spawnChild('attachSession', { id: `exec:${execId}`, input: { requestId, service } });
    enqueue.assign({ execs: [...context.execs, execId] });
  }),
  /** Sessions end with the container, also those whose client takes nothing. */
  endSessions: containerBase.enqueueActions(({ context, enqueue }) => {
    for (const execId of context.execs) enqueue.sendTo(`exec:${execId}`, { type: 'container.ended' });
  }),
  /** Some do not even end now that the container has: their clients hear so before it is gone. */
  giveUpExecs: containerBase.enqueueActions(({ context, enqueue }) => {
    for (const execId of context.execs) enqueue.sendTo(`exec:${execId}`, { type: 'container.gone' });
  }),
  spawnLogReopening: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'container.reopenLog');
    const { logPath, bundleDir } = bundleOf(context);
    if (logPath === undefined) {
      const failure = { code: 'ContainerWrongState', details: { reason: 'the container has no log' } } as const;
      enqueue({ type: 'answer', params: refused(event.requestId, failure) });
      return;
    }
    const execId = event.requestId;
    enqueue.spawnChild('logReopening', {
      id: `exec:${execId}`,
      input: {
        requestId: event.requestId,
        service: { ...taskOf(context), identity: identityOf(context), bundleDir, logPath },
      },
    });
    enqueue.assign({ execs: [...context.execs, execId] });
  }),
  /** An exec is over: its actor goes, or it would stay for ever. */
  dropExec: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, ['xstate.done.actor.*', 'xstate.error.actor.*']);
    const { actorId } = event;
    enqueue.stopChild(actorId);
    enqueue.assign({ execs: context.execs.filter((execId) => `exec:${execId}` !== actorId) });
  }),
  cancelExec: containerBase.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'request.cancelled');
    for (const execId of context.execs) enqueue.sendTo(`exec:${execId}`, event);
  }),
};
