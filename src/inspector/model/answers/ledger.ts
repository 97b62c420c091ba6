/**
 * What an actor, and whoever is below it, has taken of the world and has to give back: by the services that were asked; what was
 * had before the recording began, by what the actor knows.
 */
import { hasCrashed, isThere, lifeNamed, type Now } from '../at.ts';
import { knownAt } from '../contexts.ts';
import { acquiredBy, releasedBy } from '../ledger-table.ts';
import type { LifeRows } from '../lives.ts';
import type { AnswerOf, LedgerRow } from '../questions.ts';
import { resultOf, textOfResult } from '../results.ts';
import { kinds, type Source } from '../source.ts';

const mostRows = 1000;
const mostCalls = 5000;

export const ledgerAnswer = (source: Source, actor: string, now: Now): AnswerOf<'ledger'> => {
  const life = lifeNamed(source, actor, now.row);
  if (life === undefined) return [];
  const below = `${source.strings.textOf(life.name)}/`;
  const owners = source.lives.all.filter(
    (each) =>
      each === life ||
      (each.run === life.run && each.firstRow <= now.row && source.strings.textOf(each.name).startsWith(below)),
  );
  return owners
    .flatMap((owner) => rowsOf(source, owner, now.row))
    .sort((a, b) => a.intendedRow - b.intendedRow)
    .slice(0, mostRows);
};

type Entry = { -readonly [Key in keyof LedgerRow]: LedgerRow[Key] };

const rowsOf = (source: Source, owner: LifeRows, row: number): readonly LedgerRow[] => {
  const { rows, strings } = source;
  const name = strings.textOf(owner.name);
  const entries: Entry[] = [];
  for (const asked of owner.effects.slice(-mostCalls)) {
    if (asked > row) break;
    const service = strings.textOf(rows.type(asked));
    const taken = acquiredBy(service);
    const given = releasedBy(service);
    if (taken === undefined && given === undefined) continue;
    const end = rows.link(asked);
    const isAnswered = end >= 0 && end <= row && rows.kind(end) === kinds.R;
    const isOk = isAnswered && strings.textOf(rows.to(end)) === 'ok';
    if (given !== undefined) {
      if (isOk) for (const entry of entries) if (entry.what === given) entry.goneRow ??= end;
      continue;
    }
    const open = entries.findLast((entry) => entry.what === taken && entry.goneRow === undefined);
    const detail = isOk ? textOfResult(resultOf(source, end)) : '';
    // What is asked again, or in a second step, is the same thing.
    if (open === undefined)
      entries.push({
        owner: name,
        what: taken ?? '',
        intendedRow: asked,
        hadRow: isOk ? end : undefined,
        goneRow: undefined,
        detail,
      });
    else if (isOk) {
      open.hadRow ??= end;
      if (open.detail === '') open.detail = detail;
    }
  }
  return [...entries, ...fromBefore(source, owner, row, new Set(entries.map(({ what }) => what)))];
};

/** What only what it knows tells of: paths of contexts, by what is had while they are there. */
const signs: readonly (readonly [what: string, path: RegExp])[] = [
  ['pins', /^record\.pins\./],
  ['files', /^record\.files\.resolvConf$/],
  ['network', /^record\.attachment\.ip$/],
  ['bundle', /^record\.(infra\.)?bundle\.bundleDir$/],
  ['task', /^record\.(infra\.)?identity\.pid$/],
];

const fromBefore = (source: Source, owner: LifeRows, row: number, known: ReadonlySet<string>): readonly LedgerRow[] => {
  const first = owner.contexts[0];
  if (first === undefined) return [];
  const before = knownAt(source, owner, first) ?? new Map();
  const now = knownAt(source, owner, row) ?? new Map();
  const isOver = !isThere(owner, row) && !hasCrashed(owner, row);
  return signs.flatMap(([what, path]): readonly LedgerRow[] => {
    if (known.has(what)) return [];
    const had = [...before].filter(([each, { value }]) => path.test(each) && value !== undefined);
    if (had.length === 0) return [];
    const left = had.filter(([each]) => now.get(each)?.value !== undefined);
    const gone = Math.max(...had.map(([each]) => now.get(each)?.row ?? first));
    return [
      {
        owner: source.strings.textOf(owner.name),
        what,
        intendedRow: first,
        hadRow: first,
        goneRow: left.length > 0 && !isOver ? undefined : isOver ? owner.endRow : gone,
        detail: had.map(([, { value = '' }]) => value.replace(/^"|"$/g, '')).join(', '),
      },
    ];
  });
};
