/** Who said what to whom: this actor, what is in it, its services and its clients. */
import { useMemo, useState } from 'preact/hooks';
import { setAt } from '../moment.ts';
import { Blank } from '../parts/blank.tsx';
import { route, setParams } from '../route.ts';
import { at, moment } from '../state.ts';
import { useAnswer } from '../use-answer.ts';
import { SequenceDrawing } from './sequence-drawing.tsx';
import { coneOf } from './sequence-order.ts';

/** Records' rows around the moment; all that is asked for with `More`. */
const fewRows = 60;
const mostRows = 400;
/** Of containers that end again and again. */
const newestAttempts = 2;

export const SequenceTab = ({ actor }: { readonly actor: string }) => {
  const hasAll = route.value.params.all === '1';
  const hasAttempts = route.value.params.attempts === 'all';
  const [limit, more] = useState(fewRows);
  const { answer, wrong } = useAnswer('sequence', {
    actors: [actor],
    limit,
    hasAll,
    hasFuture: true,
    ...(hasAttempts ? {} : { attempts: newestAttempts }),
  });
  const [picked, pick] = useState<number | undefined>(undefined);
  const cone = useMemo(() => {
    const row = answer?.records.indexOf(picked) ?? -1;
    return answer === undefined || picked === undefined || row < 0 ? undefined : { row, ...coneOf(answer.causes, row) };
  }, [answer, picked]);
  if (wrong !== undefined) return <Blank title="The sequence cannot be told">{wrong}</Blank>;
  if (answer === undefined) return <p class="pod-wait">reading…</p>;
  if (answer.rows.length === 0) return <Blank title="Nothing was said to it or by it in these records" />;
  return (
    <div class="pod-sequence">
      <div class="pod-bar">
        <button type="button" class="chip" aria-pressed={hasAll} onClick={() => setParams({ all: hasAll ? '' : '1' })}>
          All messages
        </button>
        <span class="dim">
          {cone === undefined
            ? 'Pick a row for its causes and effects.'
            : `${cone.past.size} rows led to it, ${cone.future.size} came of it.`}
        </span>
        {cone === undefined ? null : (
          <button type="button" class="quiet" onClick={() => pick(undefined)}>
            Show all
          </button>
        )}
        {answer.olderAttempts > 0 || hasAttempts ? (
          <button
            type="button"
            class="chip"
            aria-pressed={hasAttempts}
            onClick={() => setParams({ attempts: hasAttempts ? '' : 'all' })}
          >
            {hasAttempts ? 'All attempts' : `${answer.olderAttempts} more attempts`}
          </button>
        ) : null}
        {answer.isCut && limit < mostRows ? (
          <button type="button" class="quiet" onClick={() => more(mostRows)}>
            More
          </button>
        ) : null}
        {answer.isCut && limit === mostRows ? <span class="badge tone-rest">○ a part of it: more happened</span> : null}
      </div>
      <SequenceDrawing
        diagram={answer}
        cone={cone}
        nowRow={at.value === undefined ? undefined : moment.value?.row}
        pick={(row) => {
          pick(row);
          if (row !== undefined) setAt(row);
        }}
      />
    </div>
  );
};
