/** The records of both, in one list: a sign for what only one has, what ended otherwise, and what came at another place. */

import { shortName } from '../../../journal/actor-name.ts';
import type { DiffAnswer, JournalRow } from '../../model/questions.ts';
import { type Column, Rows, type Window } from '../parts/rows.tsx';
import { Text } from '../parts/text.tsx';
import { hrefOfRow } from './moment-link.ts';

type Row = DiffAnswer['rows'][number];

const columns: readonly Column[] = [
  { id: 'left', title: 'Left' },
  { id: 'sign', title: '' },
  { id: 'right', title: 'Right' },
];
const signs: Readonly<Record<Row['kind'], readonly [sign: string, word: string]>> = {
  same: ['=', 'the same'],
  changed: ['≠', 'otherwise'],
  left: ['−', 'only left'],
  right: ['+', 'only right'],
  moved: ['⇅', 'at another place'],
  fold: ['⋯', 'folded'],
};

export const DiffRows = ({
  answer,
  left,
  right,
  offset,
  onWindow,
}: {
  readonly answer: DiffAnswer;
  readonly left: string;
  readonly right: string;
  readonly offset: number;
  readonly onWindow: (window: Window) => void;
}) => (
  <section class="panel diff-list" aria-label="Records of both">
    <Rows<Row>
      label="Records of both"
      class="diff"
      rowPx={26}
      total={answer.total}
      offset={offset}
      rows={answer.rows}
      columns={columns}
      keyOf={(row) => `${row.left?.row ?? ''} ${row.right?.row ?? ''} ${row.kind} ${row.times}`}
      onWindow={onWindow}
      classOf={({ kind }) => `diff-${kind}`}
      onOpen={(row) => {
        const own = row.right ?? row.left;
        if (own !== undefined) location.hash = hrefOfRow(row.right === undefined ? left : right, own);
      }}
      cells={(row) => {
        if (row.kind === 'fold')
          return [
            <span key="l" class="dim">{`${row.times.toLocaleString('en')} rows that are the same`}</span>,
            sign(row),
            '',
          ];
        return [
          <Half key="l" row={row.left} />,
          sign(row),
          row.kind === 'same' ? (
            <span key="r" class="dim">
              the same
            </span>
          ) : (
            <Half key="r" row={row.right} />
          ),
        ];
      }}
    />
  </section>
);

const sign = ({ kind }: Row) => {
  const [shape, word] = signs[kind];
  return (
    <span class="diff-sign" title={word}>
      <span aria-hidden="true">{shape}</span>
      <span class="unseen">{word}</span>
    </span>
  );
};

const Half = ({ row }: { readonly row: JournalRow | undefined }) =>
  row === undefined ? null : (
    <>
      <span class="mono dim diff-q">{`${row.run}:${Math.floor(row.q)}`}</span>
      <span class="diff-actor dim">
        <Text text={shortName(row.actor)} />
      </span>
      <span class={row.isBad ? 'tone-bad cut' : 'cut'}>
        {row.isBad && <span aria-hidden="true">▲ </span>}
        <Text text={row.text} />
      </span>
    </>
  );
