/** The calls in flight, by who makes them; and what is odd about a new one beside them. */
import type { Body } from '../../journal/format.ts';
import { listAt, numberAt, podKey, textAt } from './fields.ts';
import type { Finding } from './findings.ts';

export interface Call {
  readonly id: number;
  readonly cx: number;
  readonly method: string;
  /** Number of the request's record. */
  readonly q: number;
  /** µs. */
  readonly t: number;
  readonly body: Body;
  /** What the call is about: equal calls have equal keys. Empty: repeating it means nothing. */
  readonly key: string;
  isOverdue: boolean;
}

/** What a repetition of each changing call is known by. */
const keyOf = (method: string, body: Body): string => {
  switch (method) {
    case 'RunPodSandbox':
      return podKey(body.config && typeof body.config === 'object' ? (body.config as Body).metadata : undefined);
    case 'CreateContainer': {
      const name = textAt(body, 'config', 'metadata', 'name');
      return `${textAt(body, 'podSandboxId')}/${name}/${numberAt(body, 'config', 'metadata', 'attempt')}`;
    }
    case 'StartContainer':
    case 'StopContainer':
    case 'RemoveContainer':
      return textAt(body, 'containerId');
    case 'StopPodSandbox':
    case 'RemovePodSandbox':
      return textAt(body, 'podSandboxId');
    default:
      return '';
  }
};

/** Calls whose work may go on after their client has gone, so that a repetition meets it. */
const making = new Set(['RunPodSandbox', 'CreateContainer', 'StartContainer']);
const maxUnanswered = 1_000;

interface Ended {
  readonly q: number;
  /** False: nobody knows what came of it. */
  readonly isAnswered: boolean;
  /** It succeeded; what was given up before it matters no more. */
  readonly isDone: boolean;
}

export interface CallTable {
  readonly begin: (call: Omit<Call, 'key' | 'isOverdue'>) => Call;
  readonly end: (id: number, ended: Ended) => Call | undefined;
  /** A connection has ended, with all its calls. */
  readonly drop: (cx: number) => void;
  readonly open: () => Iterable<Call>;
  /** The record of an equal call that was given up; undefined: there was none since the last success. */
  readonly unanswered: (call: Call) => number | undefined;
  readonly clear: () => void;
}

export const callTable = (found: (finding: Finding) => void): CallTable => {
  const open = new Map<number, Call>();
  const lost = new Map<string, number>();
  const nameOf = ({ method, key }: Call) => `${method} ${key}`;
  const end = (id: number, { q, isAnswered, isDone }: Ended) => {
    const call = open.get(id);
    if (call === undefined) return undefined;
    open.delete(id);
    if (call.key === '') return call;
    if (isDone) lost.delete(nameOf(call));
    else if (!isAnswered && making.has(call.method)) lost.set(nameOf(call), q);
    if (lost.size > maxUnanswered) lost.delete(lost.keys().next().value ?? '');
    return call;
  };
  return {
    begin: (asked) => {
      const call = { ...asked, key: keyOf(asked.method, asked.body), isOverdue: false };
      if (call.key !== '') {
        const subject = call.key;
        for (const other of open.values())
          if (other.method === call.method && other.key === call.key)
            found({
              code: 'retry-in-flight',
              subject,
              message: `${call.method} again, while the first is in flight`,
              witnesses: [other.q, call.q],
            });
        const before = lost.get(nameOf(call));
        if (before !== undefined)
          found({
            code: 'retry-after-unanswered',
            subject,
            message: `${call.method} again; the one before was given up without an answer`,
            witnesses: [before, call.q],
          });
      }
      open.set(call.id, call);
      return call;
    },
    end,
    drop: (cx) => {
      for (const call of [...open.values()])
        if (call.cx === cx) end(call.id, { q: call.q, isAnswered: false, isDone: false });
    },
    open: () => open.values(),
    unanswered: (call) => lost.get(nameOf(call)),
    clear: () => {
      open.clear();
      lost.clear();
    },
  };
};

/** Whether a list was asked for without a filter. */
export const isWholeList = (body: Body): boolean => {
  const filter = body.filter;
  return typeof filter !== 'object' || filter === null || Object.keys(filter).length === 0 || listAt(filter).length > 0;
};
