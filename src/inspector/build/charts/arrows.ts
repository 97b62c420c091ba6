/**
 * Which arrows are drawn: one between any two states, whatever leads from the one to the other. Where several steps of a state
 * lead to the same when they fail, one arrow from the state around them says so.
 */
import type { ArrowKind, ChartTransition } from '../../charts/drawing.ts';
import { spokenEvent } from '../../charts/words.ts';
import type { PlainChart, PlainState } from './export.ts';
import { labelPx, linesOf } from './text-size.ts';

/** The number of a state, and of one of its transitions. */
export type Place = readonly [state: number, transition: number];
export interface PlainArrow {
  readonly from: number;
  readonly to: number;
  readonly kind: ArrowKind;
  readonly isBundle: boolean;
  /** To a state inside `from`, or to one beside those that it is a bundle of: drawn from a mark inside `from`. */
  readonly isInward: boolean;
  /** It leads from or to a state that leads nearly everywhere: written in a list beside its state, not drawn. */
  readonly isExit: boolean;
  readonly of: readonly Place[];
  readonly lines: readonly string[];
}

/** So many steps that fail to the same make a bundle. */
const bundled = 3;
const maxLines = 4;
const lineWidth = 112;

const kindOf = ({ event }: ChartTransition): ArrowKind => {
  if (event === '') return 'at once';
  if (event.startsWith('xstate.after.')) return 'time';
  if (event.startsWith('xstate.error.')) return 'failed';
  return event.startsWith('xstate.done.') ? 'done' : 'message';
};
/** What an arrow of several kinds is taken for: the first of these that it has. */
export const rank: readonly ArrowKind[] = ['message', 'failed', 'done', 'time', 'at once'];

const isInside = (states: readonly PlainState[], inner: number, outer: number): boolean => {
  for (let at = states[inner]?.parent; at !== undefined; at = states[at]?.parent) if (at === outer) return true;
  return false;
};

/** @throws Error for a transition that leads to several states at once: no chart has one. */
export const arrowsOf = ({ machine, states, delays }: PlainChart): readonly PlainArrow[] => {
  const groups = new Map<string, { readonly from: number; readonly to: number; readonly of: Place[] }>();
  const transitionAt = ([state, index]: Place): ChartTransition => {
    const found = states[state]?.on[index];
    if (found === undefined) throw new Error(`${machine} has no such transition`);
    return found;
  };
  for (const [from, { on, path }] of states.entries())
    for (const [index, { to, event }] of on.entries()) {
      const [target, ...more] = to ?? [];
      if (more.length > 0) throw new Error(`${machine}.${path}: ${event} leads to several states at once`);
      if (target === undefined || target === from) continue;
      const group = groups.get(`${from} ${target}`);
      if (group === undefined) groups.set(`${from} ${target}`, { from, to: target, of: [[from, index]] });
      else group.of.push([from, index]);
    }

  const kindsIn = (of: readonly Place[]) => of.map((place) => kindOf(transitionAt(place)));
  const bundles = new Map<string, { from: number; to: number; of: Place[] }[]>();
  for (const group of groups.values()) {
    const parent = states[group.from]?.parent;
    if (parent === undefined || !kindsIn(group.of).includes('failed')) continue;
    const key = `${parent} ${group.to}`;
    bundles.set(key, [...(bundles.get(key) ?? []), group]);
  }
  const hubs = hubsOf(states, [...groups.values()]);
  const isExit = (from: number, to: number): boolean => {
    const [one, other] = [outermost(states, from), outermost(states, to)];
    return one !== other && (hubs.has(one) || (hubs.has(other) && states[from]?.isPassing !== true));
  };
  const arrow = (from: number, to: number, of: readonly Place[], isBundle: boolean): PlainArrow => {
    const kinds = kindsIn(of);
    const lines = isBundle ? bundleLines(of.map(transitionAt)) : of.map(lineOf);
    return {
      from,
      to,
      kind: rank.find((kind) => kinds.includes(kind)) ?? 'message',
      isBundle,
      isInward: isInside(states, to, from),
      isExit: isExit(from, to),
      of,
      lines: isExit(from, to)
        ? exitLines([...new Set(lines)], states[to]?.path ?? '')
        : shortened([...new Set(lines)].filter((each) => each !== '')),
    };
  };
  const lineOf = (place: Place): string => wordOf({ machine, states, delays }, place, true);
  const drawn: PlainArrow[] = [];
  const isBundled = new Set<object>();
  for (const [key, members] of bundles) {
    if (members.length < bundled) continue;
    const [from = 0, to = 0] = key.split(' ').map(Number);
    for (const member of members) isBundled.add(member);
    drawn.push(
      arrow(
        from,
        to,
        members.flatMap(({ of }) => of),
        true,
      ),
    );
  }
  for (const group of groups.values())
    if (!isBundled.has(group)) drawn.push(arrow(group.from, group.to, group.of, false));
  return drawn.sort((one, other) => one.from - other.from || one.to - other.to);
};

const signs: Partial<Record<ArrowKind, string>> = {
  failed: 'any ✗',
  done: 'any ✓',
  'at once': '',
  time: '◷',
  message: '',
};
const bundleLines = (all: readonly ChartTransition[]): readonly string[] =>
  all.map((each) => {
    const sign = signs[kindOf(each)] ?? '';
    return [sign, each.guard === undefined ? '' : `[${each.guard}]`].filter((word) => word !== '').join(' ');
  });

const shortened = (words: readonly string[]): readonly string[] => linesOf(words, labelPx, lineWidth, maxLines);

/**
 * What stands on an arrow for one transition.
 * @param isNear its state is seen beside it: of the state's own service the outcome is enough.
 */
export const wordOf = ({ machine, states, delays }: PlainChart, [state, index]: Place, isNear: boolean): string => {
  const { services = [], on = [] } = states[state] ?? {};
  const { event = '', guard } = on[index] ?? {};
  const [only, ...more] = services;
  const isOwn = isNear && more.length === 0 && event.endsWith(`.actor.${only}`);
  const spoken = isOwn ? (kindOf({ event }) === 'done' ? '✓' : '✗') : spokenEvent(event, machine, delays);
  return [spoken, guard === undefined ? '' : `[${guard}]`].filter((word) => word !== '').join(' ');
};

const exitLines = (lines: readonly string[], target: string): readonly string[] => {
  const words = lines.filter((each) => each !== '');
  return [`${words.length > 3 ? [...words.slice(0, 3), '…'].join(', ') : words.join(', ')} → ${target}`.trim()];
};

/** The state directly below the chart itself that a state is, or stands in. */
const outermost = (states: readonly PlainState[], state: number): number => {
  let at = state;
  for (let up = states[at]?.parent; up !== undefined && up !== 0; up = states[at]?.parent) at = up;
  return at;
};

/** An outermost state from which so many others are led to is drawn without the lines to them. */
const hub = 5;
const hubsOf = (
  states: readonly PlainState[],
  groups: readonly { readonly from: number; readonly to: number }[],
): ReadonlySet<number> => {
  const led = new Map<number, Set<number>>();
  for (const { from, to } of groups) {
    const [one, other] = [outermost(states, from), outermost(states, to)];
    if (one !== other && from !== 0) led.set(one, (led.get(one) ?? new Set()).add(other));
  }
  return new Set([...led].filter(([, targets]) => targets.size >= hub).map(([state]) => state));
};
