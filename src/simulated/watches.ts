/** The watchers of the simulated node: ends of tasks, sessions with bytes, and a network that is always there. */
import { finish } from '../actors/streaming/copy.ts';
import type { ForwardedConnection, SessionStreams, StreamTables } from '../actors/streaming/stream-table.ts';
import { FailureError, failureOf } from '../machines/failure.ts';
import type { AttachFact, ExecFact, RunExecInput } from '../machines/services/streaming.ts';
import type { Watches } from '../machines/services.ts';
import { actOf } from '../simulation/world/acts.ts';
import { firstFacts } from '../simulation/world/watches.ts';
import type { World } from '../simulation/world/world.ts';
import { follow } from './console.ts';
import { noInput, openInput } from './programs/input.ts';
import type { Streams } from './programs/program.ts';
import { Killed, type Tasks } from './tasks.ts';
import { openTerminal } from './terminal.ts';

export interface WatchesOptions {
  readonly world: World;
  readonly tasks: Tasks;
  readonly tables: StreamTables;
}

export const openWatches = ({ world, tasks, tables }: WatchesOptions): Watches => ({
  watchTask: ({ taskId }, send) => {
    let isOpen = true;
    const tell = (exitCode: number | undefined, atMs: number) => {
      if (isOpen) send({ type: 'task.exited', exitCode, atMs });
    };
    for (const fact of firstFacts('watchTask', world, taskId))
      if (fact.type === 'task.exited') queueMicrotask(() => tell(fact.exitCode, fact.atMs));
    const forget = tasks.onEnd(taskId, ({ end }) => tell(end?.exitCode, end?.atMs ?? world.now()));
    return () => {
      isOpen = false;
      forget();
    };
  },
  watchCniConfig: (_, send) => {
    for (const fact of firstFacts('watchCniConfig', world, undefined)) queueMicrotask(() => send(fact as never));
    return () => undefined;
  },
  runExec: (input, send) => {
    const released = new AbortController();
    const tell = (fact: ExecFact) => {
      if (!released.signal.aborted) send(fact);
    };
    void runExec({ world, tasks, tables }, input, tell).catch((error: unknown) =>
      tell({ type: 'exec.failed', failure: failureOf(error) }),
    );
    return () => released.abort();
  },
  attachTask: (input, send) => {
    const released = new AbortController();
    const tell = (fact: AttachFact) => {
      if (!released.signal.aborted) send(fact);
    };
    const attach = async () => {
      const streams = tables.sessions.take(input.streamsKey);
      const console = tasks.consoleOf(input.taskId);
      if (streams === undefined || console === undefined) throw new FailureError('Cancelled', { taskId: input.taskId });
      const ended = console.attach(streams, { ...input, released: released.signal });
      tell({ type: 'attach.attached' });
      await ended;
      if (released.signal.aborted) return;
      await Promise.all([finish(streams.stdout), finish(streams.stderr)]);
      tell({ type: 'attach.ended' });
    };
    void attach().catch((error: unknown) => tell({ type: 'attach.failed', failure: failureOf(error) }));
    return () => released.abort();
  },
  forwardPorts: ({ sandboxId, streamsKey }, send) => {
    let isOpen = true;
    const tell: typeof send = (fact) => {
      if (isOpen) send(fact);
    };
    const streams = tables.forwards.take(streamsKey);
    if (streams === undefined) {
      const failure = failureOf(new FailureError('Cancelled', { sandboxId }));
      queueMicrotask(() => tell({ type: 'forward.failed', failure }));
    }
    const open = new Set<ForwardedConnection>();
    streams?.onConnection((connection) => {
      open.add(connection);
      tell({ type: 'forward.opened', port: connection.port });
      echo(connection, () => {
        open.delete(connection);
        tell({ type: 'forward.closed', port: connection.port });
      });
    });
    return () => {
      isOpen = false;
      for (const { data } of open) data.destroy();
    };
  },
});

/** Every port of a simulated pod says what it hears; a request of HTTP gets an answer, which is the request. */
const echo = ({ data, error }: ForwardedConnection, closed: () => void): void => {
  for (const stream of [data, error]) stream.on('error', () => undefined);
  data.once('end', () => error.end());
  data.once('close', () => {
    if (error.writable) error.end();
    closed();
  });
  data.once('data', (first: Buffer) => {
    data.pause();
    if (/^(GET|HEAD|POST|PUT) \S+ HTTP\/1/.test(first.toString('latin1', 0, 1024))) {
      error.end();
      data.end(httpAnswer(first));
      data.resume();
      return;
    }
    data.write(first);
    data.pipe(data);
  });
};

const httpAnswer = (request: Buffer): Buffer => {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${request.length}\r\nConnection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), request.toString('latin1', 0, 5) === 'HEAD ' ? Buffer.alloc(0) : request]);
};

const runExec = async (
  { world, tasks, tables }: WatchesOptions,
  input: RunExecInput,
  tell: (fact: ExecFact) => void,
): Promise<void> => {
  const client = tables.sessions.take(input.streamsKey);
  if (client === undefined) throw new FailureError('Cancelled', { execId: input.execId });
  const act = actOf('execTask');
  const call = { ...input, timeoutMs: 0 } as never;
  act.begin?.(world, call);
  const over = new AbortController();
  try {
    tell({ type: 'exec.started' });
    const streams = streamsFor(client, input.isTerminal, () => over.abort(new Killed(130)));
    const exitCode = await tasks.exec(input.taskId, input.command, streams, over.signal);
    tell({ type: 'exec.exited', exitCode });
    await Promise.all([finish(client.stdout), finish(client.stderr)]);
    tell({ type: 'exec.drained' });
  } finally {
    act.release?.(world, call);
  }
};

/** A client that goes away ends the command's input, or hangs up its terminal. */
const streamsFor = (client: SessionStreams, isTerminal: boolean, interrupt: () => void): Streams => {
  const write = (stream: 'stdout' | 'stderr') => async (text: string | Buffer) => {
    const sink = client[stream];
    if (sink?.writable !== true || sink.write(text)) return;
    await new Promise<void>((resolve) => {
      for (const event of ['drain', 'close', 'error']) sink.once(event, () => resolve());
    });
  };
  client.stdout?.on('error', () => undefined);
  client.stderr?.on('error', () => undefined);
  if (isTerminal) {
    const terminal = openTerminal({ screen: write('stdout'), interrupt });
    client.gone.addEventListener('abort', interrupt, { once: true });
    if (client.stdin !== undefined) void follow(client.stdin, terminal.type).then(terminal.stdin.end);
    return { stdin: terminal.stdin, stdout: terminal.stdout, stderr: terminal.stdout, isTerminal };
  }
  const stdin = client.stdin === undefined ? noInput() : openInput();
  if (client.stdin !== undefined) void follow(client.stdin, stdin.write).then(stdin.end);
  return { stdin, stdout: write('stdout'), stderr: write('stderr'), isTerminal };
};
