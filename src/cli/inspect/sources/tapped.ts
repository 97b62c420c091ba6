/**
 * What a tap saw, as the lives of pods and containers of whatever runtime it was: the observers' charts tell their states, calls
 * that change something are requests of their clients and are waited for by what they are about. Calls that only look are
 * told as they are.
 */
import type { Body, JournalRecord, ObservationRecord } from '../../../journal/format.ts';
import { grpcCodes } from '../../../tap/inject/plan.ts';
import { at, listAt, textAt } from '../../../tap/observe/fields.ts';
import { findings } from '../../../tap/observe/findings.ts';
import { observer } from '../../../tap/observe/observer.ts';
import { openCast } from './tapped-cast.ts';

export interface Seen {
  /** @returns the record, and what it says of pods and containers */
  readonly take: (record: JournalRecord) => readonly JournalRecord[];
}

interface Call {
  /** Who waits. */
  readonly actor: string;
  readonly client: string;
  readonly name: string;
  readonly type: string;
  readonly b: Body;
  readonly asked: number;
  readonly t: number;
}

/** Calls that change something, by what a daemon calls the request. */
const types: Readonly<Record<string, string>> = {
  RunPodSandbox: 'sandbox.run',
  StopPodSandbox: 'sandbox.stop',
  RemovePodSandbox: 'sandbox.remove',
  CreateContainer: 'container.create',
  StartContainer: 'container.start',
  StopContainer: 'container.stop',
  RemoveContainer: 'container.remove',
  UpdateContainerResources: 'container.update',
  ReopenContainerLog: 'container.reopenLog',
  CheckpointContainer: 'container.checkpoint',
  ExecSync: 'container.exec',
  PullImage: 'image.pull',
  RemoveImage: 'image.remove',
};
const maxCalls = 10_000;
const codeNames = new Map(Object.entries(grpcCodes).map(([name, code]) => [code, name]));

export const openSeen = (): Seen => {
  const calls = new Map<number, Call>();
  const told = new Set<string>();
  const cast = openCast();
  const watching = observer(
    ({ code, subject, message, witnesses }) => {
      const actor = cast.lastNameOf(subject) ?? subject;
      told.add(`${code} ${actor}`);
      cast.add({ k: 'V', name: code, verdict: findings[code].verdict, subject: actor, message, w: witnesses });
    },
    (change) => cast.heard(change),
  );

  const asked = (record: ObservationRecord): void => {
    const { id = 0, cx = 0, m = '', b = {}, dl, t } = record;
    const client = cast.client(cx);
    const type = Object.hasOwn(types, m) ? types[m] : undefined;
    if (type === undefined) return;
    const [sandboxId, containerId] = [textAt(b, 'podSandboxId'), textAt(b, 'containerId')];
    const subject = cast.nameOf(containerId) ?? cast.nameOf(sandboxId);
    const actor = subject ?? client;
    const name = `${actor}/svc:${m}#${id}`;
    const metadata = at(b, 'config', 'metadata');
    const command = {
      type,
      ...(sandboxId === '' ? {} : { sandboxId }),
      ...(containerId === '' ? {} : { containerId }),
      ...(metadata === undefined ? {} : { config: { metadata } }),
    };
    const deadline = dl === undefined ? {} : { dl: dl * 1000 };
    const input = cast.add({ k: 'I', s: 'rpc', id: String(id), e: command, ...deadline });
    cast.add({ k: 'M', f: client, a: actor, e: type, id: String(id), c: input });
    const effect = cast.add({ k: 'E', a: actor, n: name, c: input });
    if (calls.size >= maxCalls) for (const oldest of calls.keys()) if (calls.delete(oldest)) break;
    calls.set(id, { actor, client, name, type, b, asked: effect, t });
  };

  const ended = (record: ObservationRecord): void => {
    const { id = 0, ph, s = 0, t } = record;
    const call = calls.get(id);
    if (call === undefined) return;
    calls.delete(id);
    const { actor: a, name: n, asked: c } = call;
    const isGivenUp = ph !== 'answer';
    const code = isGivenUp ? (ph === 'deadline' ? 'DEADLINE_EXCEEDED' : 'CANCELLED') : codeNames.get(s);
    const failed = code ?? (s === 0 ? undefined : `status ${s}`);
    const o = isGivenUp ? 'cancel' : failed === undefined ? 'ok' : 'err';
    cast.add({ k: 'R', a, n, o, ...(failed === undefined ? {} : { e: failed }), d: record.d ?? t - call.t, c });
    if (isGivenUp) cast.add({ k: 'I', s: 'cancel', id: String(id) });
    else cast.add({ k: 'M', f: a, a: 'client', e: failed === undefined ? 'reply' : `reply.${failed}`, id: String(id) });
  };

  /** How things are called, for who sees them for the first time in this record. */
  const learnt = ({ m = '', ph, b = {}, id = 0 }: ObservationRecord): void => {
    if (ph !== 'answer' && ph !== 'message') return;
    const of = calls.get(id)?.b;
    if (m === 'RunPodSandbox') cast.call(textAt(b, 'podSandboxId'), at(of, 'config', 'metadata'));
    else if (m === 'CreateContainer') cast.call(textAt(b, 'containerId'), at(of, 'config', 'metadata'));
    else {
      const things = [
        at(b, 'status'),
        ...['containers', 'items', 'podSandboxes', 'containersStatuses'].flatMap((each) => listAt(b, each)),
      ];
      for (const each of things) cast.call(textAt(each, 'id'), at(each, 'metadata'));
    }
  };

  const observed = (record: ObservationRecord): void => {
    if (record.ph === 'request') asked(record);
    learnt(record);
    watching.see(record);
    if (record.ph === 'answer' || record.ph === 'cancel' || record.ph === 'deadline') ended(record);
    if (record.ph === 'close') {
      for (const [id, call] of calls) if (call.client === cast.client(record.cx ?? 0)) calls.delete(id);
      cast.clientGone(record.cx ?? 0);
    }
  };

  return {
    take: (record) => {
      cast.begin(record);
      if (record.k === 'O') observed(record);
      else if (record.k === 'G') watching.see(record);
      else if (record.k === 'V') {
        const subject = cast.lastNameOf(record.subject) ?? record.subject;
        // Of a tap that looked itself: it found the same.
        return told.has(`${record.name} ${subject}`) ? [] : [{ ...record, subject }];
      }
      return [record, ...cast.made()];
    },
  };
};
