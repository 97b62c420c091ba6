/** A daemon's recording as a sequence diagram: clients, pods, containers and services as lifelines. */
import type { Diagram, Lane, Row } from '../sequence/diagram.ts';
import { laneOfName, ownIdOf } from './actor-name.ts';
import type { InputRecord, JournalRecord } from './format.ts';
import { actorOf, hasFailed, requestOf, typeOf } from './subject.ts';
import { clean, durationText, saidText, stateText } from './wording.ts';

const clients = 'clients';
const services = 'services';
/** Lanes beside each other, before it is a picture of nothing. */
export const mostLanes = 14;
const longId = /^[0-9a-f]{32,64}$/;

export interface DiagramMaking {
  /** Records come in order. @param key of the row that tells it, if any does */
  readonly see: (record: JournalRecord, us: number, key?: number) => void;
  readonly diagram: () => Diagram;
  readonly rows: () => number;
  /** Lanes that were left out, for there are too many. */
  readonly omitted: () => number;
}

export interface DiagramOptions {
  /** Messages between actors of the daemon and calls of services that were asked, too. */
  readonly hasAll: boolean;
  /** Whose lanes are drawn. */
  readonly wants: (actor: string) => boolean;
}

export const openDiagram = ({ hasAll, wants }: DiagramOptions): DiagramMaking => {
  const rows: Row[] = [];
  const lanes = new Set<string>();
  /** Requests that the daemon makes of itself. */
  const own = new Set<string>();
  const asked = new Set<string>();
  let omitted = 0;
  /** An input, until it is known whether the record after it tells the same better. */
  let held: { readonly record: InputRecord; readonly us: number; readonly key: number | undefined } | undefined;
  let lastUs = -1;

  const laneOf = (actor: string): string => {
    const lane = laneOfName(actor);
    if (!lanes.has(lane)) {
      if (lanes.size >= mostLanes) {
        omitted += 1;
        return 'daemon';
      }
      lanes.add(lane);
    }
    return lane;
  };
  const add = (us: number, row: Omit<Row, 'margin'>, key: number | undefined) => {
    const isSame = us === lastUs;
    lastUs = us;
    const margin = isSame ? '' : `${(us / 1_000_000).toFixed(3)}`;
    rows.push(key === undefined ? { margin, ...row } : { margin, ...row, key });
  };
  const note = (at: string, text: string): Row['arrow'] => ({ from: at, to: at, text: clean(text) });

  const rowOf = (record: JournalRecord): Omit<Row, 'margin'> | undefined => {
    switch (record.k) {
      case 'I': {
        if (record.s === 'rpc') {
          const to = laneOf(actorOf(record));
          return { arrow: { from: clients, to, text: saidText(typeOf(record)) }, notes: [] };
        }
        if (record.s === 'cancel') return { arrow: note(clients, `╳ gives up ${requestOf(record)}`), notes: [] };
        if (record.s === 'svc') {
          const isBad = hasFailed(record);
          const call = ownIdOf(record.a ?? '');
          return {
            arrow: {
              from: services,
              to: laneOf(record.a ?? ''),
              text: `${call} ${isBad ? '╳ fails' : 'ok'}`,
              isAnswer: true,
            },
            notes: [],
          };
        }
        const lane = laneOf(actorOf(record));
        return { arrow: note(lane, `${record.s}: ${saidText(typeOf(record))}`), notes: [] };
      }
      case 'M': {
        if (record.a === 'client') asked.delete(requestOf(record));
        if (record.a === 'client' && own.delete(requestOf(record))) return undefined;
        if (record.a === 'client')
          return {
            arrow: {
              from: laneOf(record.f ?? ''),
              to: clients,
              text: record.e === 'reply' ? 'ok' : record.e.slice(6),
              isAnswer: true,
            },
            notes: [],
          };
        const isReply = record.e.startsWith('xstate.');
        if (record.f === undefined) {
          if (record.id !== undefined) asked.add(record.id);
          if (record.id === undefined || isReply)
            return hasAll ? { arrow: note(laneOf(record.a), saidText(record.e)), notes: [] } : undefined;
          return { arrow: { from: clients, to: laneOf(record.a), text: saidText(record.e) }, notes: [] };
        }
        if (record.id !== undefined && !asked.has(record.id)) own.add(record.id);
        const from = laneOf(record.f);
        const to = laneOf(record.a);
        if (isReply || (from === to && !hasAll)) return undefined;
        if (!hasAll && (from === 'daemon' || to === 'daemon')) return undefined;
        return { arrow: { from, to, text: saidText(record.e) }, notes: [] };
      }
      case 'T':
        return { notes: [{ lane: laneOf(record.a), text: clean(stateText(record.v1)) }] };
      case 'E':
        return { arrow: { from: laneOf(record.a), to: services, text: ownIdOf(record.n) }, notes: [] };
      case 'R': {
        const how = record.o === 'ok' ? 'ok' : record.o === 'cancel' ? '╳ given up' : `╳ ${record.e ?? 'fails'}`;
        const text = `${ownIdOf(record.n)} ${how}${record.d === undefined ? '' : ` ${durationText(record.d)}`}`;
        return { arrow: { from: services, to: laneOf(record.a), text: clean(text), isAnswer: true }, notes: [] };
      }
      case 'D':
        return {
          arrow: {
            from: laneOf(record.f ?? record.a),
            to: laneOf(record.a),
            text: clean(`╳ ${saidText(record.e)} (${record.why})`),
            isDead: true,
          },
          notes: [],
        };
      case 'Z':
        return record.how === 'error' || /\/?(pod|ctr):[^/]*$/.test(record.a)
          ? { notes: [{ lane: laneOf(record.a), text: record.how === 'error' ? '╳ crashed' : 'gone' }] }
          : undefined;
      case 'V':
        return { arrow: note(laneOf(record.subject), `! ${record.name}: ${record.message}`), notes: [] };
      case 'N':
        return { arrow: note(clients, record.e), notes: [] };
      case 'G':
        return { arrow: note('daemon', `… ${record.lost} records are missing: ${record.why}`), notes: [] };
      default:
        return undefined;
    }
  };

  const addRow = (record: JournalRecord, us: number, key: number | undefined) => {
    const row = rowOf(record);
    if (row !== undefined) add(us, row, key);
  };

  return {
    see: (record, us, key) => {
      const actor = actorOf(record);
      const isItsReply = record.k === 'M' && record.a === 'client' && wants(record.f ?? '');
      if (record.k !== 'G' && record.k !== 'N' && !isItsReply && !wants(actor)) return;
      if (held !== undefined && !tellsThat(record, held.record)) addRow(held.record, held.us, held.key);
      held = undefined;
      if (record.k === 'I' && (record.s === 'rpc' || record.s === 'svc')) held = { record, us, key };
      else addRow(record, us, key);
    },
    rows: () => rows.length,
    omitted: () => omitted,
    diagram: () => {
      if (held !== undefined) addRow(held.record, held.us, held.key);
      held = undefined;
      return { lanes: orderOf(lanes, rows), rows: folded(rows) };
    },
  };
};

/** The message or answer that an input came as. */
const tellsThat = (record: JournalRecord, { a, id }: InputRecord): boolean =>
  (record.k === 'M' && record.f === undefined && id !== undefined && record.id === id) ||
  (record.k === 'R' && record.n === a);

const orderOf = (lanes: ReadonlySet<string>, rows: readonly Row[]): readonly Lane[] => {
  const used = new Set(
    rows.flatMap(({ arrow, notes }) => [arrow?.from ?? '', arrow?.to ?? '', ...notes.map(({ lane }) => lane)]),
  );
  const rank = (lane: string) => (lane === 'daemon' ? 0 : lane.startsWith('pod:') ? 1 : 2);
  const things = [...lanes].sort((a, b) => rank(a) - rank(b));
  return [clients, ...things, services, ...(lanes.has('daemon') ? [] : ['daemon'])]
    .filter((lane) => used.has(lane))
    .map((id) => ({ id, title: titleOf(id) }));
};
const titleOf = (lane: string): string => {
  const [kind = '', id = ''] = lane.split(':');
  return clean(id === '' ? lane : `${kind === 'ctr' ? '' : 'pod '}${longId.test(id) ? id.slice(0, 12) : id}`);
};

const longestPeriod = 8;
const leastTimes = 3;

/** What comes again and again is drawn once, and counted. */
export const folded = (rows: readonly Row[]): readonly Row[] => {
  const texts = rows.map(({ arrow, notes }) =>
    JSON.stringify([arrow?.from, arrow?.to, arrow?.text.replace(/[\d.]+ m?s\b/, ''), notes]),
  );
  const out: Row[] = [];
  let at = 0;
  while (at < rows.length) {
    const [period, times] = loopAt(texts, at);
    out.push(...rows.slice(at, at + period));
    if (times >= leastTimes) {
      const lane = rows[at]?.arrow?.from ?? rows[at]?.notes[0]?.lane ?? '';
      const what = period === 1 ? 'the same' : `the last ${period} rows`;
      out.push({ margin: '', arrow: { from: lane, to: lane, text: `↻ ${what} ${times - 1} times more` }, notes: [] });
      at += period * times;
    } else at += period;
  }
  return out;
};

/** The loop that begins here: its length, and how often it is gone through; 1 and 1 where there is none. */
const loopAt = (texts: readonly string[], at: number): readonly [number, number] => {
  for (let period = 1; period <= longestPeriod; period += 1) {
    let times = 1;
    while (texts.slice(at, at + period).every((text, index) => text === texts[at + times * period + index])) times += 1;
    if (times >= leastTimes && at + period * times <= texts.length) return [period, times];
  }
  return [1, 1];
};
