/** `troupe top` as lines: how many of what, what is stuck, what needs looking at, and the pods. Pure. */
import type { SourceKind } from '../../inspector/stream.ts';
import type { Paint } from '../demo/narrator.ts';
import { type Column, tableOf } from '../look/table.ts';
import { cutTo, padTo, visible, widthOf } from '../look/text.ts';
import type { TopFacts } from './facts.ts';
import { actorColumns, concernColumns, podColumns, requestColumns } from './tables.ts';
import { actorText, glyphOf, namesIn, timeText } from './text.ts';
import type { Scene, View } from './view.ts';

export interface Paper {
  /** Undefined: no terminal; nothing is cut, and all rows are there. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  readonly paint: Paint;
}
/** What is looked at. */
export interface Subject {
  readonly title: string;
  readonly kind: SourceKind;
}
export interface Screen extends Scene {
  readonly lines: readonly string[];
}

/** Of the tables above the list. */
const mostAbove = 6;
const leastBelow = 4;

export const screenOf = (facts: TopFacts, view: View, subject: Subject, paper: Paper): Screen => {
  const { overview, tree } = facts;
  const above = [headLine(facts, subject, paper), countsLine(facts, paper)];
  const isLow = paper.rows !== undefined && paper.rows < 16;
  if (tree === undefined && !isLow) {
    const names = namesIn(facts.pods);
    above.push(...part('in flight', requestColumns(names), overview.requests, paper));
    above.push(...part('needs looking at', concernColumns(names), overview.concerns, paper));
  }
  above.push('');
  const below = paper.rows === undefined ? [] : ['', footLine(view, paper)];
  const list =
    tree === undefined
      ? listed(podColumns, facts.pods, 'no pods', paper)
      : listed(actorColumns, tree, `${actorText(view.within ?? '', namesIn(facts.pods))} is not there`, paper);
  const actors = (tree ?? facts.pods).map(({ actor }) => actor);
  const height =
    paper.rows === undefined
      ? actors.length
      : Math.max(leastBelow, paper.rows - above.length - below.length - list.head.length);
  const at = Math.min(view.at, Math.max(0, actors.length - 1));
  const from = Math.max(0, Math.min(at - Math.floor(height / 2), actors.length - height));
  const seen = list.rows.slice(from, from + height).map((line, index) => marked(line, from + index === at, paper));
  const lines = [...above, ...list.head.map((line) => marked(line, false, paper)), ...seen];
  const empty = paper.rows === undefined ? 0 : paper.rows - lines.length - below.length;
  const all = [...lines, ...Array.from({ length: Math.max(0, empty) }, () => ''), ...below];
  return { lines: paper.rows === undefined ? all : all.slice(0, paper.rows), actors, height };
};

const markerWidth = 2;
const marked = (line: string, isHere: boolean, { rows, paint }: Paper): string =>
  rows === undefined ? line : isHere ? paint('bold', `▸ ${line}`) : `  ${line}`;

const narrower = ({ columns, rows, paint }: Paper) => ({
  columns: columns === undefined || rows === undefined ? columns : columns - markerWidth,
  paint,
});

const listed = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], none: string, paper: Paper) => {
  if (rows.length === 0) return { head: [none], rows: [] };
  const [head = '', ...lines] = tableOf(columns, rows, narrower(paper));
  return { head: [head], rows: lines };
};

const part = <Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[], paper: Paper) => {
  if (rows.length === 0) return [];
  const most = paper.rows === undefined ? rows.length : mostAbove;
  const lines = tableOf(columns, rows.slice(0, most), narrower(paper)).map((line) => marked(line, false, paper));
  const more = rows.length - most;
  return ['', ...lines, ...(more > 0 ? [paper.paint('dim', `  and ${more} more ${title}`)] : [])];
};

const headLine = (facts: TopFacts, { title, kind }: Subject, paper: Paper): string => {
  const { overview } = facts;
  const { moment, health } = overview;
  const when = new Date(moment.wallUs / 1000).toISOString().replace('T', ' ').slice(0, 23);
  const state = stateOf(facts, kind);
  const lost = health.lost === 0 ? '' : `  ${health.lost} records lost`;
  const left = `troupe top  ${visible(title)}`;
  const right = `${state}  ${when}  run ${moment.run} q ${moment.q}  ${health.recordsPerSecond} records/s${lost}`;
  if (paper.columns === undefined) return `${left}  ${right}`;
  const room = paper.columns - widthOf(right) - 2;
  if (room < 12) return paper.paint('bold', cutTo(right, paper.columns));
  return `${paper.paint('bold', padTo(cutTo(left, room), room))}  ${right}`;
};

/** A live source tells who is there first, and then what was before. */
const stateOf = ({ about, overview }: TopFacts, kind: Subject['kind']): string => {
  if (kind !== 'live' && about.ended !== undefined) return 'recorded';
  if (about.ended !== undefined) return 'ended';
  if (!about.isLive) return `reading ${Math.floor(about.progress * 100)} %`;
  return overview.moment.isNewest ? 'live' : 'then';
};

const countsLine = ({ overview, total }: TopFacts, paper: Paper): string => {
  const ofPods = overview.counts.filter(({ machine, actors }) => machine === 'sandbox' && actors > 0);
  const ofContainers = overview.counts.filter(({ machine, actors }) => machine === 'container' && actors > 0);
  const told = (counts: typeof ofPods) =>
    counts.map(({ actors, state, tone }) => `${glyphOf[tone]} ${actors} ${state}`).join('  ');
  const starts = overview.starts.filter(({ isOk }) => isOk).map(({ tookUs }) => tookUs);
  const median = starts.toSorted((a, b) => a - b)[Math.floor(starts.length / 2)];
  const text = [
    `${total} pods: ${told(ofPods) || 'none'}`,
    ...(ofContainers.length === 0 ? [] : [`containers: ${told(ofContainers)}`]),
    ...(median === undefined ? [] : [`start ${timeText(median)}`]),
  ].join('  │  ');
  return paper.columns === undefined ? text : cutTo(text, paper.columns);
};

const footLine = (view: View, paper: Paper): string => {
  const keys =
    view.within === undefined
      ? `q quit   ↑↓ move   enter its actors   s order: ${view.order}   r turn round`
      : 'q quit   ↑↓ move   esc all pods';
  return paper.paint('dim', paper.columns === undefined ? keys : cutTo(keys, paper.columns));
};
