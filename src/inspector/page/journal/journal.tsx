/** Every record, found by a question; one of them whole, with what caused it and what it caused. */
import { useSignal } from '@preact/signals';
import type { JournalRow } from '../../model/questions.ts';
import { useAnswer } from '../ask.ts';
import { at, setAt } from '../moment.ts';
import { notesByRow, useNotes } from '../notes.ts';
import { Blank } from '../parts/blank.tsx';
import { firstWindow, Rows } from '../parts/rows.tsx';
import { route } from '../route.ts';
import { journalCells, journalColumns, type Related } from './columns.tsx';
import { Density } from './density.tsx';
import { Detail } from './detail.tsx';
import { Question } from './question.tsx';

const parts = 300;
const restMs = 100;

export const Journal = () => {
  const { query = '', saved = '' } = route.value.params;
  const window = useSignal(firstWindow);
  // the record of the moment, unless it was put away
  const isOpen = useSignal(true);
  const chosen = isOpen.value ? at.value : undefined;
  const { answer, asked, wrong } = useAnswer(
    'journal',
    { query, ...(saved === '' ? {} : { saved }), ...window.value, parts },
    restMs,
  );
  const detail = useAnswer('record', chosen === undefined ? undefined : { row: chosen }).answer;
  const notes = useNotes();
  const choose = (row: number): void => {
    isOpen.value = true;
    setAt(row);
  };

  const offset = asked?.offset ?? 0;
  const rows = answer?.rows ?? [];
  const fitting = answer?.fitting ?? 0;
  const isWhole = query === '' && saved === '';
  // without a question rows stand in their order, so the place of a moment is known
  const first = rows[0]?.row;
  const here = at.value;
  const inSight =
    here === undefined ? fitting - 1 : isWhole && first !== undefined ? here - (first - offset) : undefined;
  const related: Related = {
    chosen: detail?.row,
    cause: detail?.cause,
    effects: new Set(detail?.effects.map(({ row }) => row)),
    notes: notesByRow(notes),
  };

  return (
    <div class="full">
      <div class="page-head">
        <h1>Journal</h1>
        <Question
          query={query}
          saved={saved}
          wrong={answer?.wrong}
          failed={wrong}
          fitting={fitting}
          total={answer?.total ?? 0}
        />
      </div>
      <Density counts={answer?.density ?? []} />
      <div class="journal-body">
        <section class="panel fill" aria-label="List of records">
          {answer !== undefined && fitting === 0 && answer.wrong === undefined ? (
            <Blank title="No record fits">
              <p>Nothing in this source is what the question asks for.</p>
            </Blank>
          ) : (
            <Rows<JournalRow>
              label="Records"
              class="journal"
              rowPx={28}
              total={fitting}
              offset={offset}
              rows={rows}
              columns={journalColumns}
              cells={(row) => journalCells(row, related)}
              keyOf={({ row }) => row}
              onWindow={(wanted) => {
                window.value = wanted;
              }}
              onOpen={({ row }) => choose(row)}
              inSight={inSight}
              isChosen={({ row }) => row === chosen}
              classOf={({ row, isBad }) =>
                `${isBad ? 'row-bad' : ''} ${at.value !== undefined && row > at.value ? 'row-later' : ''}`
              }
            />
          )}
        </section>
        {detail !== undefined && chosen !== undefined && (
          <Detail
            detail={detail}
            notes={notes.filter(({ row }) => row === detail.row)}
            onRow={choose}
            onClose={() => {
              isOpen.value = false;
            }}
          />
        )}
      </div>
    </div>
  );
};
