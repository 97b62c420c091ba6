/** Where two runs part, and how much of them is the same. */

import { shortName } from '../../../journal/actor-name.ts';
import type { DiffAnswer, JournalRow } from '../../model/questions.ts';
import { Text } from '../parts/text.tsx';
import { sources } from '../state.ts';
import { hrefOfRow } from './moment-link.ts';
import { titleOf } from './source-facts.tsx';

const words = { left: 'only left', right: 'only right', changed: 'otherwise', moved: 'at another place' } as const;

export const Parting = ({
  answer,
  left,
  right,
}: {
  readonly answer: DiffAnswer;
  readonly left: string;
  readonly right: string;
}) => {
  const { first, same, counts, isCut } = answer;
  const made = sources.value.find(({ id }) => id === right);
  const assumed = made?.of?.id === left ? (made.assumed ?? []) : [];
  return (
    <section class="panel parting" aria-labelledby="parting-title">
      <div class="panel-head">
        <h2 id="parting-title">{first === undefined ? 'They are the same' : 'Here they part'}</h2>
        <span class="grow" />
        <span class="dim">{`${same.toLocaleString('en')} the same`}</span>
        {(Object.keys(words) as (keyof typeof words)[]).map((kind) =>
          counts[kind] === 0 ? null : (
            <span key={kind} class={`badge diff-${kind}`}>
              {`${counts[kind].toLocaleString('en')} ${words[kind]}`}
            </span>
          ),
        )}
        {isCut && <span class="badge tone-rest">a part of it: there is more</span>}
      </div>
      {first !== undefined && (
        <div class="parting-sides">
          <First source={left} row={first.left} side="left" />
          <First source={right} row={first.right} side="right" />
        </div>
      )}
      {assumed.length > 0 && (
        <details class="parting-assumed">
          <summary>{`What was assumed and left out in “${made === undefined ? '' : titleOf(made, 60)}”: ${assumed.length}`}</summary>
          <ul>
            {assumed.map((text) => (
              <li key={text}>
                <Text text={text} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

const First = ({
  source,
  row,
  side,
}: {
  readonly source: string;
  readonly row: JournalRow | undefined;
  readonly side: 'left' | 'right';
}) => (
  <div class={`parting-side is-${side}`}>
    <span class="dim">{side === 'left' ? 'Left' : 'Right'}</span>
    {row === undefined ? (
      <span class="dim">nothing of its own</span>
    ) : (
      <>
        <a href={hrefOfRow(source, row)} class="mono">{`${row.run}:${row.q}`}</a>
        <span class="parting-actor cut">{row.actor === '' ? 'the run' : <Text text={shortName(row.actor)} />}</span>
        <strong class={row.isBad ? 'tone-bad' : ''}>
          {row.isBad && <span aria-hidden="true">▲ </span>}
          <Text text={row.text} />
        </strong>
      </>
    )}
  </div>
);
