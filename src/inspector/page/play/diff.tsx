/** Two runs, or two pods, side by side: where they part, what only one of them has, what took longer. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { openSource } from '../ask.ts';
import { Blank } from '../parts/blank.tsx';
import { firstWindow, type Window } from '../parts/rows.tsx';
import { route, setParams } from '../route.ts';
import { sources } from '../state.ts';
import { DiffRows } from './diff-rows.tsx';
import { DiffSides } from './diff-sides.tsx';
import { Durations } from './durations.tsx';
import { Parting } from './parting.tsx';
import { useDiff } from './use-diff.ts';

export const Diff = () => {
  const { params, source } = route.value;
  const left = params.left ?? source;
  const right = params.right ?? '';
  const window = useSignal<Window>(firstWindow);
  const isOnlyDifferences = params.all !== '1';
  const known = (id: string) => sources.value.find((each) => each.id === id);
  useEffect(() => {
    for (const about of [known(left), known(right)]) if (about !== undefined) openSource(about);
  }, [left, right, sources.value.length]);
  const isAsked = known(left) !== undefined && known(right) !== undefined;
  const { answer, wrong } = useDiff(
    isAsked
      ? {
          left,
          right,
          leftActor: params.la,
          rightActor: params.ra,
          offset: window.value.offset,
          limit: window.value.limit,
          isOnlyDifferences,
        }
      : undefined,
  );
  return (
    <div class="play-page diff-page">
      <div class="play-head">
        <h1>Diff</h1>
        <p class="dim">Aligned by who did what for the how manieth time, never by the clock.</p>
        <span class="grow" />
        <button
          type="button"
          class="chip"
          aria-pressed={isOnlyDifferences}
          onClick={() => setParams({ all: isOnlyDifferences ? '1' : '' })}
        >
          Only differences
        </button>
      </div>
      <DiffSides left={left} right={right} leftActor={params.la} rightActor={params.ra} />
      {wrong !== undefined && <Blank title="They cannot be compared">{wrong}</Blank>}
      {!isAsked && (
        <Blank title="Two runs are wanted">
          <p>
            Choose the other one above; on the page Runs, any two. A “what if” at an input of the journal makes another
            future, and brings you here.
          </p>
        </Blank>
      )}
      {isAsked && answer === undefined && wrong === undefined && <p class="play-wait">comparing…</p>}
      {answer !== undefined && (
        <>
          <Parting answer={answer} left={left} right={right} />
          <div class="diff-halves">
            <DiffRows
              answer={answer}
              left={left}
              right={right}
              offset={window.value.offset}
              onWindow={(to) => {
                window.value = to;
              }}
            />
            <Durations durations={answer.durations} left={left} right={right} />
          </div>
        </>
      )}
    </div>
  );
};
