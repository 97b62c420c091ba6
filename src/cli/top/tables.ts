/** The tables of `troupe top`. */
import type { ActorRow, Concern, OpenRequest, PodRow, Tone } from '../../inspector/model/questions.ts';
import type { Column } from '../look/table.ts';
import { actorText, glyphOf, styleOf, timeText, waitsText } from './text.ts';

const tone = <Row extends { readonly tone: Tone }>({ tone: of }: Row) => styleOf[of];

export const podColumns: readonly Column<PodRow>[] = [
  { title: '', text: (pod) => glyphOf[pod.tone], style: tone },
  { title: 'NAMESPACE', text: ({ namespace }) => namespace, shrinks: { to: 8, cut: 'end' } },
  { title: 'POD', text: ({ name }) => name, shrinks: { to: 14, cut: 'end' } },
  { title: 'STATE', text: ({ state }) => state, style: tone, shrinks: { to: 16, cut: 'start' } },
  { title: 'FOR', text: ({ ageUs }) => timeText(ageUs), align: 'right' },
  {
    title: 'CONTAINERS',
    text: ({ containers }) => containers.map((each) => `${glyphOf[each.tone]} ${each.name}`).join('  '),
    shrinks: { to: 10, cut: 'end' },
  },
  { title: 'WAITS FOR', text: ({ waits }) => waitsText(waits), shrinks: { to: 12, cut: 'end' } },
  {
    title: '',
    text: ({ mark }) => (mark === undefined ? '' : `✗ ${mark}`),
    style: () => 'red',
    shrinks: { to: 8, cut: 'end' },
  },
];

type Names = ReadonlyMap<string, string>;

export const requestColumns = (names: Names): readonly Column<OpenRequest>[] => [
  { title: '', text: ({ isStuck }) => (isStuck ? '▲' : '◐'), style: ({ isStuck }) => (isStuck ? 'red' : 'yellow') },
  { title: 'REQUEST', text: ({ type }) => type },
  { title: 'FOR', text: ({ forUs }) => timeText(forUs), align: 'right' },
  {
    title: 'LEFT',
    text: ({ leftUs }) => (leftUs === undefined ? '' : leftUs < 0 ? 'over' : timeText(leftUs)),
    align: 'right',
  },
  { title: 'OF', text: ({ actor }) => actorText(actor, names), shrinks: { to: 12, cut: 'start' } },
  { title: 'HANGS AT', text: ({ stage }) => stage, shrinks: { to: 14, cut: 'start' } },
  { title: 'WAITS FOR', text: ({ waits }) => waitsText(waits), shrinks: { to: 12, cut: 'end' } },
  { title: 'AGAIN', text: ({ retries }) => (retries === 0 ? '' : `×${retries}`), align: 'right' },
];

export const concernColumns = (names: Names): readonly Column<Concern>[] => [
  { title: '', text: (concern) => glyphOf[concern.tone], style: tone },
  { title: 'CONCERN', text: ({ kind }) => kind, style: tone },
  { title: 'FOR', text: ({ forUs }) => timeText(forUs), align: 'right' },
  { title: 'OF', text: ({ actor }) => actorText(actor, names), shrinks: { to: 12, cut: 'start' } },
  { title: 'BECAUSE', text: ({ text }) => text, shrinks: { to: 20, cut: 'end' } },
];

export const actorColumns: readonly Column<ActorRow>[] = [
  { title: '', text: (each) => glyphOf[each.tone], style: tone },
  {
    title: 'ACTOR',
    text: ({ actor, depth }) => `${'  '.repeat(depth)}${actorText(actor.slice(actor.lastIndexOf('/') + 1))}`,
    shrinks: { to: 18, cut: 'end' },
  },
  { title: 'STATE', text: ({ state }) => state, style: tone, shrinks: { to: 16, cut: 'start' } },
  { title: 'FOR', text: ({ ageUs }) => timeText(ageUs), align: 'right' },
  { title: 'WAITS FOR', text: ({ waits }) => waitsText(waits), shrinks: { to: 12, cut: 'end' } },
  {
    title: 'HEARD LAST',
    text: ({ last }) => (last === undefined ? '' : `${last.type} ${timeText(last.agoUs)} ago`),
    shrinks: { to: 12, cut: 'end' },
  },
  {
    title: '',
    text: ({ mark }) => (mark === undefined ? '' : `✗ ${mark}`),
    style: () => 'red',
    shrinks: { to: 8, cut: 'end' },
  },
];
