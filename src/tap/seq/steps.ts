/** A recording as the steps of a sequence diagram: calls, answers, what the runtime told of its things, findings. */
import type { Body, ObservationRecord } from '../../journal/format.ts';
import type { ReadRecord } from '../../journal/read.ts';
import type { Json } from '../../machines/json.ts';
import { grpcCodes } from '../inject/plan.ts';
import { at, listAt, numberAt, textAt } from '../observe/fields.ts';

export interface Lane {
  readonly id: string;
  readonly kind: 'pod' | 'container';
  name: string;
  podId: string;
}

export interface Step {
  readonly q: number;
  /** µs. */
  readonly t: number;
  readonly kind: 'call' | 'answer' | 'fault' | 'state' | 'finding' | 'gap' | 'folded';
  readonly text: string;
  /** Lanes that it is about; the first is where a state stands. */
  readonly lanes: readonly Lane[];
}

/** Calls that change nothing. */
const reading =
  /^(List|Stream|Version$|Status$|RuntimeConfig$|ImageStatus$|ImageFsInfo$|ContainerStatus$|PodSandboxStatus$|ContainerStats$|PodSandboxStats$|GetContainerEvents$)/;
const codeNames = new Map(Object.entries(grpcCodes).map(([name, code]) => [code, name]));

export interface StepsOptions {
  /** Those that read, too. */
  readonly hasReads: boolean;
}

export const stepsOf = ({ hasReads }: StepsOptions) => {
  const lanes = new Map<string, Lane>();
  const states = new Map<string, string>();
  const requests = new Map<number, ObservationRecord>();
  let folded = 0;

  const laneOf = (kind: Lane['kind'], id: string, name = '', podId = ''): Lane => {
    const lane = lanes.get(id) ?? { id, kind, name: clean(name), podId };
    if (lane.name === '') lane.name = clean(name);
    if (lane.podId === '') lane.podId = podId;
    lanes.set(id, lane);
    return lane;
  };
  /** By its id or the beginning of it. */
  const known = (kind: Lane['kind'], id: string): Lane =>
    lanes.get(id) ?? [...lanes.values()].find((each) => id.length >= 4 && each.id.startsWith(id)) ?? laneOf(kind, id);

  const lanesOfCall = (body: Body): readonly Lane[] => {
    const containerId = textAt(body, 'containerId');
    const podId = textAt(body, 'podSandboxId');
    if (containerId !== '') return [known('container', containerId)];
    return podId === '' ? [] : [known('pod', podId)];
  };
  const label = ({ m = '', b = {} }: ObservationRecord): string => {
    const metadata = at(b, 'config', 'metadata');
    const name = textAt(metadata, 'name');
    const namespace = textAt(metadata, 'namespace');
    const image = textAt(b, 'image', 'image');
    const lane = lanesOfCall(b)[0];
    const what =
      name !== '' ? (namespace === '' ? name : `${namespace}/${name}`) : image || (lane && nameOf(lane)) || '';
    return clean(what === '' ? m : `${m} ${what}`);
  };
  const changed = (lane: Lane, state: string, { q, t }: ObservationRecord): readonly Step[] => {
    if (states.get(lane.id) === state) return [];
    states.set(lane.id, state);
    return [{ q, t, kind: 'state', text: state, lanes: [lane] }];
  };
  const containerTold = (status: Json, record: ObservationRecord, podId = ''): readonly Step[] => {
    const id = textAt(status, 'id');
    if (id === '') return [];
    const lane = laneOf('container', id, textAt(status, 'metadata', 'name'), textAt(status, 'podSandboxId') || podId);
    const state = ['CREATED', 'RUNNING', 'EXITED', 'UNKNOWN'][numberAt(status, 'state')] ?? 'UNKNOWN';
    const hasCode = state === 'EXITED' && textAt(status, 'finishedAt') !== '';
    const before = states.get(lane.id) ?? '';
    if (state === 'EXITED' && !hasCode && before.startsWith('EXITED')) return [];
    return changed(lane, hasCode ? `EXITED ${numberAt(status, 'exitCode')}` : state, record);
  };
  const podTold = (status: Json, record: ObservationRecord): readonly Step[] => {
    const id = textAt(status, 'id');
    if (id === '') return [];
    return changed(
      laneOf('pod', id, podName(at(status, 'metadata'))),
      numberAt(status, 'state') === 0 ? 'READY' : 'NOTREADY',
      record,
    );
  };
  const learnt = (m: string, asked: Body, b: Body, record: ObservationRecord): readonly Step[] => {
    const lane = lanesOfCall(asked)[0];
    switch (m) {
      case 'RunPodSandbox':
        return changed(
          laneOf('pod', textAt(b, 'podSandboxId'), podName(at(asked, 'config', 'metadata'))),
          'READY',
          record,
        );
      case 'CreateContainer': {
        const name = textAt(asked, 'config', 'metadata', 'name');
        return changed(laneOf('container', textAt(b, 'containerId'), name, lane?.id), 'CREATED', record);
      }
      case 'StartContainer':
        return lane === undefined ? [] : changed(lane, 'RUNNING', record);
      case 'StopPodSandbox':
        return lane === undefined ? [] : changed(lane, 'NOTREADY', record);
      case 'RemovePodSandbox':
      case 'RemoveContainer':
        return lane === undefined ? [] : changed(lane, 'removed', record);
      case 'ContainerStatus':
        return containerTold(at(b, 'status'), record);
      case 'PodSandboxStatus': {
        const inPod = listAt(b, 'containersStatuses').flatMap((each) =>
          containerTold(each, record, textAt(b, 'status', 'id')),
        );
        return [...podTold(at(b, 'status'), record), ...inPod];
      }
      case 'ListContainers':
      case 'StreamContainers':
        return listAt(b, 'containers').flatMap((each) => containerTold(each, record));
      case 'ListPodSandbox':
        return listAt(b, 'items').flatMap((each) => podTold(each, record));
      case 'GetContainerEvents':
        return listAt(b, 'containersStatuses').flatMap((each) => containerTold(each, record));
      default:
        return [];
    }
  };
  const unfold = ({ q, t }: { readonly q: number; readonly t: number }, steps: readonly Step[]): readonly Step[] => {
    if (steps.length === 0 || folded === 0) return steps;
    const text = `… ${folded} calls that read`;
    folded = 0;
    return [{ q, t, kind: 'folded', text, lanes: [] }, ...steps];
  };

  const observed = (record: ObservationRecord): readonly Step[] => {
    const { ph, q, t, id = 0, m = '', b = {}, e = '' } = record;
    const isShown = hasReads || !reading.test(m);
    const request = requests.get(id);
    const asked = request?.b ?? {};
    const about = () => lanesOfCall(asked);
    switch (ph) {
      case 'request':
        requests.set(id, record);
        if (!isShown) folded += 1;
        return isShown ? [{ q, t, kind: 'call', text: `${label(record)} #${id}`, lanes: lanesOfCall(b) }] : [];
      case 'injected':
        return [{ q, t, kind: 'fault', text: `${m}: ${clean(e)} #${id}`, lanes: [] }];
      case 'message':
        return learnt(m, asked, b, record);
      case 'answer': {
        requests.delete(id);
        const known = record.s === 0 ? learnt(m, asked, b, record) : [];
        const code = record.s === 0 ? 'ok' : (codeNames.get(record.s ?? 2) ?? `status ${record.s}`);
        const text = `${code}${record.s === 0 || e === '' ? '' : `: ${clean(e)}`} ${took(record.d)} #${id}`;
        const its = [...about(), ...known.flatMap((each) => each.lanes)];
        return isShown ? [{ q, t, kind: 'answer', text, lanes: its }, ...known] : known;
      }
      case 'cancel':
      case 'deadline': {
        requests.delete(id);
        if (!isShown) return [];
        const who = ph === 'deadline' ? 'deadline passed' : `cancelled by the ${record.by ?? 'client'}`;
        return [{ q, t, kind: 'answer', text: `× ${who} ${took(record.d)} #${id}`, lanes: about() }];
      }
      case 'refused':
        return [{ q, t, kind: 'gap', text: `the runtime could not be reached: ${clean(e)}`, lanes: [] }];
      default:
        return [];
    }
  };

  return {
    lanes: () => [...lanes.values()],
    /** What a record adds; records come in order. */
    of: (record: ReadRecord): readonly Step[] => {
      switch (record.k) {
        case 'O':
          return unfold(record, observed(record));
        case 'V': {
          const lane = lanes.get(String(record.subject));
          const where = lane === undefined ? clean(String(record.subject)) : nameOf(lane);
          const text = `! ${record.name}: ${where}: ${clean(String(record.message))} (records ${record.w.join(', ')})`;
          return unfold(record, [
            { q: record.q, t: record.t, kind: 'finding', text: clean(text), lanes: lane ? [lane] : [] },
          ]);
        }
        case 'G':
          return [
            {
              q: record.q,
              t: record.t,
              kind: 'gap',
              text: `${record.lost} records are missing: ${clean(record.why)}`,
              lanes: [],
            },
          ];
        default:
          return [];
      }
    },
  };
};

export const nameOf = ({ name, id }: Lane): string => name || clean(id.slice(0, 13));

const podName = (metadata: Json): string => {
  const namespace = textAt(metadata, 'namespace');
  return namespace === '' ? textAt(metadata, 'name') : `${namespace}/${textAt(metadata, 'name')}`;
};

const took = (us = 0): string =>
  us < 1_000_000 ? `${(us / 1_000).toFixed(1)} ms` : `${(us / 1_000_000).toFixed(2)} s`;

/** One line without what would steer a terminal. */
const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200);
