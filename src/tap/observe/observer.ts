/**
 * Looks at the records of a tap, one after the other, and says what cannot be right. It knows nothing but records: what it
 * finds live it finds again in the recording. All clients of the runtime must go through the tap, or what the others do
 * looks like the runtime's fault.
 */
import type { Body, JournalRecord, ObservationRecord } from '../../journal/format.ts';
import type { Json } from '../../machines/json.ts';
import type { Accusation, Facts } from '../charts/facts.ts';
import { type Call, callTable, isWholeList } from './calls.ts';
import { eventOrder } from './events.ts';
import { listAt, numberAt, podKey, textAt } from './fields.ts';
import type { Finding } from './findings.ts';
import { type Container, containersTable, type Hear, type Pod, podsTable, type Table, type Thing } from './things.ts';

export interface Observer {
  readonly see: (record: JournalRecord) => void;
  /** Time passes without records. @param t µs, as in records. */
  readonly tick: (t: number) => void;
}

/** What a stop may take beside its timeout, and what the clock of an exec may be off. */
const stopMarginUs = 10_000_000;
const execMarginUs = 2_000_000;
const maxTold = 10_000;

const containerStates = ['created', 'running', 'exited'] as const;
const podStates = ['ready', 'notready'] as const;

/** @param hear hears what becomes of each pod and container */
export const observer = (found: (finding: Finding) => void, hear?: Hear): Observer => {
  const told = new Set<string>();
  /** One of each kind about each thing: polls would repeat it for ever. */
  const find = (finding: Finding) => {
    const name = `${finding.code} ${finding.subject} ${finding.code === 'fact-changed' ? finding.message : ''}`;
    if (told.has(name)) return;
    if (told.size >= maxTold) told.clear();
    told.add(name);
    found({ ...finding, witnesses: [...new Set(finding.witnesses)].filter((q) => q > 0).sort((a, b) => a - b) });
  };
  const accuse = (subject: string, { code, said, witnesses }: Accusation) =>
    find({ code, subject, message: said, witnesses });
  const containers = containersTable(accuse, hear);
  const pods = podsTable(accuse, hear);
  const calls = callTable(find);
  const events = eventOrder(find);
  const injected = new Map<number, string>();

  const containerOf = (id: string, podId: string): Container =>
    containers.find(id) ?? containers.add({ id, key: '', q: 0, podId });
  const podOf = (id: string): Pod => pods.find(id) ?? pods.add({ id, key: '', q: 0 });

  const tellContainer = (status: Json, heard: { readonly asked: number; readonly q: number }, podId = '') => {
    const id = textAt(status, 'id');
    if (id === '') return;
    const state = containerStates[numberAt(status, 'state')];
    const facts: Facts = {
      createdAt: textAt(status, 'createdAt') || undefined,
      startedAt: textAt(status, 'startedAt') || undefined,
      ...(state === 'exited' && textAt(status, 'finishedAt') !== ''
        ? { finishedAt: textAt(status, 'finishedAt'), exitCode: numberAt(status, 'exitCode') }
        : {}),
    };
    const container = containerOf(id, podId);
    container.actor.send({ type: `told.${state ?? 'unknown'}`, ...heard, facts });
  };
  const tellPod = (status: Json, heard: { readonly asked: number; readonly q: number }) => {
    const id = textAt(status, 'id');
    const state = podStates[numberAt(status, 'state')];
    if (id === '' || state === undefined) return;
    const facts = { createdAt: textAt(status, 'createdAt') || undefined };
    podOf(id).actor.send({ type: `told.${state}`, ...heard, facts });
  };

  /** Of a list without a filter: what was there before it was asked for, and is not in it. */
  const lookForMissing = <Each extends Thing<never> | Container | Pod>(
    table: Table<Each>,
    listed: readonly Json[],
    { call, q }: { readonly call: Call; readonly q: number },
  ) => {
    const ids = new Set(listed.map((each) => textAt(each, 'id')));
    const missing = [...table.all()].filter(
      (each) =>
        !ids.has(each.id) && !each.isLeaving && each.actor.getSnapshot().value !== 'removed' && knownAt(each) < call.q,
    );
    const isEmpty = listed.length === 0 && missing.length > 1;
    for (const each of missing) {
      const subject = isEmpty ? call.method : each.id;
      const message = isEmpty ? `${missing.length} were there` : `not in the answer to ${call.method}`;
      const witnesses = [knownAt(each), call.q, q];
      find({ code: isEmpty ? 'list-empty' : 'missing', subject, message, witnesses });
      table.forget(each);
    }
  };

  const added = <Each extends Container | Pod>(
    table: Table<Each>,
    id: string,
    call: Call,
    q: number,
    podId = '',
  ): Each => {
    const before = table.find(id);
    // the same request again may be answered with what the first one made
    if (
      before !== undefined &&
      before.id === id &&
      before.key === call.key &&
      before.actor.getSnapshot().value !== 'removed'
    )
      return before;
    if (before !== undefined && before.id === id && before.key !== '')
      find({
        code: 'id-reused',
        subject: id,
        message: `${call.method} gave an id out again`,
        witnesses: [before.since, q],
      });
    return table.add({ id, key: call.key, q, podId });
  };

  const removed = <Each extends Container | Pod>(
    table: Table<Each>,
    thing: Each | undefined,
    asked: number,
    q: number,
  ) => {
    if (thing === undefined) return;
    thing.actor.send({ type: 'remove.answered', asked, q });
    table.retire(thing);
  };

  /** A call has succeeded. */
  const answered = (call: Call, body: Body, q: number): void => {
    const heard = { asked: call.q, q };
    switch (call.method) {
      case 'RunPodSandbox':
        added(pods, textAt(body, 'podSandboxId'), call, q).actor.send({ type: 'told.ready', asked: 0, q, facts: {} });
        return;
      case 'CreateContainer': {
        const id = textAt(body, 'containerId');
        const pod = pods.find(textAt(call.body, 'podSandboxId'));
        for (const other of calls.open())
          if (other.method === 'StartContainer' && other.key === id)
            find({
              code: 'start-before-create-answered',
              subject: id,
              message: 'StartContainer while CreateContainer was in flight',
              witnesses: [call.q, other.q, q],
            });
        const container = added(containers, id, call, q, pod?.id ?? textAt(call.body, 'podSandboxId'));
        container.actor.send({ type: 'told.created', asked: 0, q, facts: {} });
        return;
      }
      case 'StartContainer':
        containers.find(call.key)?.actor.send({ type: 'start.answered', ...heard });
        return;
      case 'StopContainer':
        containers.find(call.key)?.actor.send({ type: 'stop.answered', ...heard });
        return;
      case 'RemoveContainer':
        removed(containers, containers.find(call.key), call.q, q);
        return;
      case 'StopPodSandbox': {
        const pod = pods.find(call.key);
        pod?.actor.send({ type: 'stop.answered', ...heard });
        for (const each of containers.all())
          if (each.podId !== '' && each.podId === pod?.id) each.actor.send({ type: 'stop.answered', ...heard });
        return;
      }
      case 'RemovePodSandbox': {
        const pod = pods.find(call.key);
        if (pod === undefined) return;
        for (const each of [...containers.all()])
          if (each.podId === pod.id && each.since < call.q) removed(containers, each, call.q, q);
        removed(pods, pod, call.q, q);
        return;
      }
      case 'ContainerStatus':
        tellContainer(body.status, heard);
        return;
      case 'PodSandboxStatus':
        tellPod(body.status, heard);
        for (const each of listAt(body, 'containersStatuses')) tellContainer(each, heard, textAt(body, 'status', 'id'));
        return;
      case 'ListContainers': {
        const listed = listAt(body, 'containers');
        for (const each of listed) tellContainer(each, heard, textAt(each, 'podSandboxId'));
        if (isWholeList(call.body)) lookForMissing(containers, listed, { call, q });
        return;
      }
      case 'ListPodSandbox': {
        const listed = listAt(body, 'items');
        for (const each of listed) tellPod(each, heard);
        lookForTwins(listed, heard);
        if (isWholeList(call.body)) lookForMissing(pods, listed, { call, q });
        return;
      }
    }
  };

  const lookForTwins = (listed: readonly Json[], { asked, q }: { readonly asked: number; readonly q: number }) => {
    const ready = new Map<string, string>();
    for (const each of listed) {
      if (numberAt(each, 'state') !== 0) continue;
      const key = podKey((each as Body).metadata);
      const twin = ready.get(key);
      const id = textAt(each, 'id');
      if (twin !== undefined)
        find({ code: 'two-ready', subject: key, message: `${twin} and ${id} are READY`, witnesses: [asked, q] });
      ready.set(key, id);
    }
  };

  const failed = (call: Call, record: ObservationRecord): void => {
    const { q, s, e = '' } = record;
    if (call.method === 'StopContainer') {
      const container = containers.find(call.key);
      const snapshot = container?.actor.getSnapshot();
      if (snapshot?.value === 'exited' && snapshot.context.since < call.q && container?.isLeaving !== true)
        find({
          code: 'exited-stop-failed',
          subject: call.key,
          message: e,
          witnesses: [snapshot.context.since, call.q, q],
        });
    }
    if (/is reserved for/.test(e) && call.key !== '')
      find({
        code: 'name-reserved',
        subject: call.key,
        message: e,
        witnesses: [calls.unanswered(call) ?? 0, call.q, q],
      });
    if (s !== notFound) return;
    const isPod = call.method === 'PodSandboxStatus';
    if (!isPod && call.method !== 'ContainerStatus') return;
    const table: Table<Container | Pod> = isPod
      ? (pods as Table<Container | Pod>)
      : (containers as Table<Container | Pod>);
    const thing = table.find(textAt(call.body, isPod ? 'podSandboxId' : 'containerId'));
    if (thing === undefined || thing.isLeaving || thing.actor.getSnapshot().value === 'removed') return;
    if (knownAt(thing) >= call.q) return;
    const witnesses = [knownAt(thing), call.q, q];
    find({ code: 'missing', subject: thing.id, message: `${call.method} does not find it`, witnesses });
    table.forget(thing);
  };

  const asked = (record: ObservationRecord): void => {
    const { id = 0, cx = 0, m = '', q, t, b = {} } = record;
    const call = calls.begin({ id, cx, method: m, q, t, body: b });
    if (m === 'RemoveContainer') markLeaving(containers.find(call.key));
    if (m !== 'RemovePodSandbox') return;
    const pod = pods.find(call.key);
    markLeaving(pod);
    for (const each of containers.all()) if (pod !== undefined && each.podId === pod.id) markLeaving(each);
  };

  const ended = (record: ObservationRecord): void => {
    const { id = 0, ph, q, by } = record;
    const fault = injected.get(id);
    injected.delete(id);
    const isAnswered = ph === 'answer' || (by === 'tap' && fault?.startsWith('cancel') !== true);
    const call = calls.end(id, { q, isAnswered, isDone: ph === 'answer' && record.s === 0 });
    if (call === undefined) return;
    events.close(id);
    if (ph !== 'answer') return;
    lookAtExec(call, record);
    if (record.s === 0) answered(call, record.b ?? {}, q);
    else failed(call, record);
  };

  const lookAtExec = (call: Call, { q, d = 0 }: ObservationRecord): void => {
    if (call.method !== 'ExecSync') return;
    const timeoutS = numberAt(call.body, 'timeout');
    if (timeoutS <= 0 || d < timeoutS * 1_000_000 + execMarginUs) return;
    const message = `answered after ${(d / 1_000_000).toFixed(1)} s; its timeout was ${timeoutS} s`;
    find({ code: 'exec-overdue', subject: textAt(call.body, 'containerId'), message, witnesses: [call.q, q] });
  };

  const lookAtStops = (t: number): void => {
    for (const call of calls.open()) {
      if (call.method !== 'StopContainer' || call.isOverdue) continue;
      const limitUs = numberAt(call.body, 'timeout') * 1_000_000 + stopMarginUs;
      if (t - call.t < limitUs || containers.find(call.key)?.actor.getSnapshot().value !== 'running') continue;
      call.isOverdue = true;
      const message = `no end after ${Math.round((t - call.t) / 1_000_000)} s; its timeout was ${numberAt(call.body, 'timeout')} s`;
      find({ code: 'stop-overdue', subject: call.key, message, witnesses: [call.q] });
    }
  };

  const streamed = (record: ObservationRecord): void => {
    const { m, b = {}, q, c = 0, id = 0 } = record;
    const heard = { asked: c, q };
    if (m === 'StreamContainers')
      for (const each of listAt(b, 'containers')) tellContainer(each, heard, textAt(each, 'podSandboxId'));
    if (m === 'StreamPodSandboxes') for (const each of listAt(b, 'podSandboxes')) tellPod(each, heard);
    if (m !== 'GetContainerEvents') return;
    events.see(id, b, q);
    // it tells of the moment of the event, which nobody can place
    for (const each of listAt(b, 'containersStatuses')) tellContainer(each, { asked: 0, q });
  };

  const forget = () => {
    containers.clear();
    pods.clear();
    calls.clear();
    events.clear();
    injected.clear();
  };

  return {
    tick: lookAtStops,
    see: (record) => {
      if (record.k === 'G') forget();
      if (record.k !== 'O') return;
      lookAtStops(record.t);
      switch (record.ph) {
        case 'request':
          return asked(record);
        case 'message':
          return streamed(record);
        case 'answer':
        case 'cancel':
        case 'deadline':
          return ended(record);
        case 'close':
          return calls.drop(record.cx ?? 0);
        case 'injected':
          injected.set(record.id ?? 0, record.e ?? '');
          return;
      }
    },
  };
};

const notFound = 5;

/** The record by which its state is known. */
const knownAt = (thing: Container | Pod): number => thing.actor.getSnapshot().context.since;

const markLeaving = (thing: Container | Pod | undefined): void => {
  if (thing !== undefined) thing.isLeaving = true;
};
