/** One side of a comparison: the records that count, and what each is called whatever its ids and its time are. */
import { partsOfName, pathOfName } from '../../../journal/actor-name.ts';
import { labelOf } from '../labels.ts';
import { rowsOfRun } from '../moments.ts';
import { kinds, type Source } from '../source.ts';
import { isOfActor } from '../within.ts';

export interface Side {
  readonly source: Source;
  /** Rows that count, in their order. */
  readonly rows: readonly number[];
  /** What it is, and the how manieth of these. */
  readonly keys: readonly string[];
  /** What is said in it: equal keys with other values are a change. */
  readonly valueOf: (index: number) => string;
  /** Not all of it was looked at. */
  readonly isCut: boolean;
}

export interface SideOptions {
  /** Only this one and what is below it: it is called `pod` then, and what is in it by the kubelet's names. */
  readonly actor?: string | undefined;
  readonly run?: number | undefined;
  /** Actors are called by the kubelet's names, for ids are others in each run. */
  readonly byNames: boolean;
}

/** Inputs, changes of states, ends of calls, dead letters, findings, notes: what else there is follows from these. */
const counted: ReadonlySet<number> = new Set([kinds.I, kinds.T, kinds.R, kinds.D, kinds.V, kinds.N, kinds.O]);
/** What a service says comes as an input and as the end of a call: it is one thing. */
const answers: ReadonlySet<string> = new Set(['svc']);
const mostRows = 300_000;

export const sideOf = (source: Source, { actor, run, byNames }: SideOptions): Side => {
  const { rows, strings } = source;
  const [from, end] = (run === undefined ? undefined : rowsOfRun(source, run)) ?? [rows.first(), rows.end()];
  const belongs = actor === undefined ? () => true : isOfActor(source, actor);
  const names = new Map<number, string>();
  const nameOf = (id: number): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = calledBy(source, strings.textOf(id), { actor, byNames });
    names.set(id, name);
    return name;
  };
  /** Ends of actors are messages with ids in their types. */
  const typeOf = (id: number): string => {
    const type = strings.textOf(id);
    return byNames || actor !== undefined ? type.replace(/\b(sandbox|container|exec|pull):[^.]*/, '$1') : type;
  };
  const times = new Map<string, number>();
  const kept: number[] = [];
  const keys: string[] = [];
  let row = from;
  for (; row < end && kept.length < mostRows; row += 1) {
    const kind = rows.kind(row);
    if (!counted.has(kind) || !belongs(row)) continue;
    if (kind === kinds.I && source.about().isUnfolded && answers.has(strings.textOf(rows.from(row)))) continue;
    const call = kind === kinds.R ? ` ${nameOf(rows.from(row))}` : '';
    const key = `${String.fromCharCode(kind)} ${nameOf(rows.actor(row))} ${typeOf(rows.type(row))}${call}`;
    const nth = (times.get(key) ?? 0) + 1;
    times.set(key, nth);
    kept.push(row);
    keys.push(`${key} ${nth}`);
  }
  return {
    source,
    rows: kept,
    keys,
    isCut: row < end,
    valueOf: (index) => {
      const at = kept[index] ?? -1;
      const kind = rows.kind(at);
      if (kind === kinds.T) return `${strings.textOf(rows.from(at))} → ${strings.textOf(rows.to(at))}`;
      if (kind === kinds.R) return `${strings.textOf(rows.to(at))}${rows.isBad(at) ? failureIn(source, at) : ''}`;
      if (kind === kinds.N || kind === kinds.V) return source.text(at).replace(/"(q|t|w|c)":[^,}]*/g, '');
      return rows.isBad(at) ? `bad ${failureIn(source, at)}` : '';
    },
  };
};

const failureIn = (source: Source, row: number): string => {
  const record = source.record(row);
  if (record?.k === 'R') return ` ${record.e ?? ''}`;
  const { code } = (record?.k === 'I' ? (record.f ?? {}) : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
};

const calledBy = (source: Source, name: string, { actor, byNames }: Omit<SideOptions, 'run'>): string => {
  const path = pathOfName(name);
  if (!byNames && actor === undefined) return path;
  const podIds = new Set(actor === undefined ? [] : partsOfName(actor).map(({ id }) => id));
  return partsOfName(name)
    .map(({ kind, id }) => {
      if (podIds.has(id)) return kind;
      if (kind !== 'pod' && kind !== 'ctr') return kind === 'pull' || kind.startsWith('exec') ? kind : `${kind}:${id}`;
      const label = labelOf(source, `${kind}:${id}`);
      return `${kind}:${label.namespace}/${label.name}`;
    })
    .join('/');
};
