/** What runs have seen, and what they have not, for people. */
import { type Coverage, definedTriples } from './coverage.ts';

export interface CoverageSummary {
  readonly triples: { readonly defined: number; readonly seen: number; readonly unseen: readonly string[] };
  readonly orders: { readonly pairs: number; readonly both: number; readonly oneWay: readonly string[] };
  readonly effects: { readonly seen: number; readonly byOutcome: Readonly<Record<string, number>> };
}

const spoken = (key: string): string => {
  const [machine = '', state = '', event = ''] = key.split('\t');
  return `${machine}  ${state === '' ? 'anywhere' : state}  ${event === '' ? 'at once' : event}`;
};

export const summaryOf = ({ triples, orders, effects }: Coverage): CoverageSummary => {
  const defined = definedTriples();
  const unseen = [...defined].filter((key) => triples[key] === undefined).sort();
  const pairs = Object.entries(orders);
  const byOutcome: Record<string, number> = {};
  for (const key of Object.keys(effects)) {
    const outcome = key.split('\t')[1] ?? '';
    byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
  }
  return {
    triples: { defined: defined.size, seen: defined.size - unseen.length, unseen: unseen.map(spoken) },
    orders: {
      pairs: pairs.length,
      both: pairs.filter(([, seen]) => seen === 3).length,
      oneWay: pairs
        .flatMap(([key, seen]) => {
          const [one = '', other = ''] = key.split('\t');
          return seen === 3 ? [] : [seen === 1 ? `${one}  always before  ${other}` : `${other}  always before  ${one}`];
        })
        .sort(),
    },
    effects: { seen: Object.keys(effects).length, byOutcome },
  };
};

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

/** @param most of each list that is shown. */
export const textOfCoverage = ({ triples, orders, effects }: CoverageSummary, most: number): readonly string[] => {
  const listed = (all: readonly string[]) => [
    ...all.slice(0, most).map((each) => `    ${each}`),
    ...(all.length > most ? [`    … ${all.length - most} more`] : []),
  ];
  return [
    `machine, state, event: ${triples.seen} of ${triples.defined} (${percent(triples.seen, triples.defined)})`,
    ...(triples.unseen.length > 0 ? ['  not seen:', ...listed(triples.unseen)] : []),
    `two inputs in both orders: ${orders.both} of ${orders.pairs} (${percent(orders.both, orders.pairs)})`,
    ...(orders.oneWay.length > 0 ? ['  in one order only:', ...listed(orders.oneWay)] : []),
    `service, outcome, state of the caller: ${effects.seen} (${Object.entries(effects.byOutcome)
      .map(([outcome, count]) => `${outcome} ${count}`)
      .join(', ')})`,
  ];
};
