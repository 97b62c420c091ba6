/** What is told of a record in a row. */
import type { ComponentChildren } from 'preact';
import type { JournalRow } from '../../model/questions.ts';
import { ActorLink } from '../parts/actor-link.tsx';
import type { Column } from '../parts/rows.tsx';
import { shown, Text } from '../parts/text.tsx';
import { Clock } from '../parts/time.tsx';

/** What has to do with the chosen record. */
export interface Related {
  readonly chosen: number | undefined;
  readonly cause: number | undefined;
  readonly effects: ReadonlySet<number>;
  /** What people wrote, by the record. */
  readonly notes: ReadonlyMap<number, string>;
}

export const journalColumns: readonly Column[] = [
  { id: 'related', title: '' },
  { id: 'time', title: 'Time' },
  { id: 'q', title: 'Number', isNumber: true },
  { id: 'kind', title: 'Kind' },
  { id: 'actor', title: 'Actor' },
  { id: 'text', title: 'What' },
];

/** `48112`, `48112+3`: the third that input 48112 caused. */
export const numberOf = (q: number): string => {
  const part = Math.round((q % 1) * 10_000);
  return part === 0 ? `${Math.floor(q)}` : `${Math.floor(q)}+${part}`;
};

const signOf = (row: number, { chosen, cause, effects }: Related): ComponentChildren => {
  const [sign, word] =
    row === chosen ? ['●', 'chosen'] : row === cause ? ['↱', 'the cause'] : effects.has(row) ? ['↳', 'an effect'] : [];
  return sign === undefined ? null : (
    <span class="related" title={word}>
      <span aria-hidden="true">{sign}</span>
      <span class="unseen">{word}</span>
    </span>
  );
};

const Noted = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : (
    <span class="note-mark">
      <span aria-hidden="true">⚑ </span>
      <span class="unseen">note: </span>
      <Text text={text} most={120} />{' '}
    </span>
  );

export const journalCells = (record: JournalRow, related: Related): readonly ComponentChildren[] => [
  signOf(record.row, related),
  <Clock key="time" wallUs={record.wallUs} />,
  <span key="q" class="mono dim">
    {numberOf(record.q)}
  </span>,
  <span key="kind" class={`kind kind-${/^[A-Z]$/.test(record.k) ? record.k : 'N'}`}>
    {shown(record.kind)}
  </span>,
  <ActorLink key="actor" actor={record.actor} />,
  <span key="text" class={`mono cut ${record.isBad ? 'tone-bad' : ''}`}>
    {record.isBad && <span aria-hidden="true">▲ </span>}
    <Noted text={related.notes.get(record.row)} />
    <Text text={record.text} />
  </span>,
];
