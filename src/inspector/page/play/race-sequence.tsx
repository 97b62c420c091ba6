/** The run as a diagram, with the two inputs that race. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { SequenceAnswer } from '../../model/questions.ts';
import type { RaceAbout } from '../../stream.ts';
import { ask, useAnswer } from '../ask.ts';
import { setAt } from '../moment.ts';
import { rowHeight, SequenceDrawing } from '../pod/sequence-drawing.tsx';
import { go } from '../route.ts';
import { at, moment, sourceId } from '../state.ts';

const mostRows = 400;
const mostJournal = 2000;

export const RaceSequence = ({ race }: { readonly race: RaceAbout }) => {
  const isPairShown = useSignal(false);
  const isWhole = useSignal(false);
  const part = useRef<HTMLElement>(null);
  const rows = useAnswer('journal', { query: '', offset: 0, limit: mostJournal, parts: 1 }).answer?.rows;
  // What cleans up at the end is no part of the story.
  const end = isWhole.value ? undefined : rows?.find(({ text }) => text.includes('[janitor-'))?.row;
  const actors = [
    ...new Set(rows?.map(({ actor }) => actor.split('/')[0] ?? '').filter((top) => /^(pod|pull):.*#/.test(top))),
  ];
  const { answer } = useAnswer(
    'sequence',
    rows === undefined
      ? undefined
      : { actors, limit: mostRows, hasAll: false, ...(end === undefined ? { hasFuture: true } : { at: end - 1 }) },
  );
  const pair = rows?.filter(({ k, q, run }) => k === 'I' && run === 1 && race.racing.includes(q));
  const cone =
    isPairShown.value && answer !== undefined ? coneOfPair(answer, pair?.map(({ row }) => row) ?? []) : undefined;
  const firstRow = pair?.[0]?.row ?? rows?.find(({ text }) => text.includes('deviation: '))?.row;
  useEffect(() => {
    const frame = part.current?.querySelector('.sequence');
    const place = answer === undefined || firstRow === undefined ? -1 : nearest(answer.records, firstRow);
    if (frame !== null && frame !== undefined && place >= 0 && at.peek() === undefined)
      frame.scrollTop = Math.max(0, (place - 4) * rowHeight);
  }, [answer?.rows.length, firstRow]);
  const jump = (q: number): void => {
    void ask('moment', { source: sourceId.peek(), run: 1, q }).then((found) => found && setAt(found.row));
  };
  const openPod = async (): Promise<void> => {
    const q = race.racing.at(-1);
    const found = q === undefined ? undefined : await ask('moment', { source: sourceId.peek(), run: 1, q });
    if (found === undefined) return;
    setAt(found.row);
    const pods = await ask('pods', {
      source: sourceId.peek(),
      at: found.row,
      filter: '',
      order: 'last',
      isDescending: false,
      offset: 0,
      limit: 1,
    });
    const [pod] = pods.rows;
    if (pod !== undefined) go({ page: 'pod', actor: pod.actor });
  };
  return (
    <section ref={part} class="panel race-sequence" aria-labelledby="race-sequence-title">
      <div class="panel-head">
        <h2 id="race-sequence-title">What happens</h2>
        <span class="grow" />
        {race.racing.length === 2 ? (
          <>
            <button
              type="button"
              class="chip"
              aria-pressed={isPairShown.value}
              onClick={() => {
                isPairShown.value = !isPairShown.value;
              }}
            >
              the racing pair
            </button>
            {race.racing.map((q, index) => (
              <button key={q} type="button" class="quiet" onClick={() => jump(q)}>
                {`${index === 0 ? 'first' : 'second'}, input ${q}`}
              </button>
            ))}
            <button type="button" class="quiet" onClick={() => void openPod()}>
              the pod then
            </button>
          </>
        ) : (
          <span class="dim">
            {race.isBroken ? 'no two inputs race: in any other order of neighbours it is the same' : ''}
          </span>
        )}
      </div>
      {end !== undefined && (
        <p class="race-end dim">
          {race.isBroken ? 'Up to where it breaks.' : 'Up to the end of the schedule.'} Then every pod is removed:{' '}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              isWhole.value = true;
            }}
          >
            show that, too
          </button>
        </p>
      )}
      {pair !== undefined && pair.length === 2 && isPairShown.value && (
        <p class="race-pair">
          {pair.map(({ row, q, text }, index) => (
            <span key={row}>
              {index === 1 && <b aria-hidden="true"> × </b>}
              <span class="mono">{q}</span> {text}
            </span>
          ))}
        </p>
      )}
      {answer === undefined ? (
        <p class="play-wait">reading…</p>
      ) : (
        <div class="pod-sequence">
          <SequenceDrawing
            diagram={answer}
            cone={cone}
            nowRow={at.value === undefined ? undefined : moment.value?.row}
            pick={(row) => {
              if (row !== undefined) setAt(row);
            }}
          />
        </div>
      )}
    </section>
  );
};

/** Those two stay, all else fades: rows of the diagram that tell of them, or of what they were told as. */
const coneOfPair = ({ records }: SequenceAnswer, rows: readonly number[]) => {
  const places = rows.map((wanted) => nearest(records, wanted)).filter((place) => place >= 0);
  const [first, ...others] = places;
  return first === undefined ? undefined : { row: first, past: new Set<number>(), future: new Set(others) };
};
const nearest = (records: SequenceAnswer['records'], wanted: number): number =>
  records.findIndex((record) => record !== undefined && record >= wanted);
