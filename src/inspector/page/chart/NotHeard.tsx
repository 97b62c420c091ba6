/** What a state would not do: by its chart alone, or, where the source can be asked, as it is now. */
import type { FunctionComponent } from 'preact';
import type { ChartDrawing } from '../../charts/drawing.ts';
import { notHeardAt } from '../../charts/heard.ts';
import { spokenEvent } from '../../charts/words.ts';
import type { Acceptance } from './use-accepts.ts';

export const NotHeard: FunctionComponent<{ readonly drawing: ChartDrawing; readonly state: number }> = ({
  drawing,
  state,
}) => {
  const all = notHeardAt(drawing, state);
  if (all.length === 0) return null;
  return (
    <section class="chart-unheard" aria-label="Would not accept">
      <h4>would not accept</h4>
      <ul>
        {all.map(({ event, why }) => (
          <li key={event}>
            <span aria-hidden="true">⊘</span>
            <span title={event}>{spokenEvent(event, drawing.machine)}</span>
            <span class="dim">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const signs = {
  accepted: { glyph: '✓', tone: 'tone-good' },
  depends: { glyph: '◐', tone: 'tone-busy' },
  guard: { glyph: '⊘', tone: 'tone-gone' },
  none: { glyph: '⊘', tone: 'tone-gone' },
} as const;
const order = ['accepted', 'depends', 'guard', 'none'] as const;

const wordsOf = ({ verdict, to, does, guards }: Acceptance): string => {
  if (verdict === 'none') return 'no handler';
  if (verdict === 'guard') return `not now: ${guards.join(', ')}`;
  if (verdict === 'depends') return `depends on the message: ${guards.join(', ')}`;
  return [to.length === 0 ? '' : `→ ${to.join(', ')}`, does.join(', ')].filter((part) => part !== '').join('  ');
};

/** The chart as it stands in this very moment, with what it knows: not by its drawing. */
export const Accepted: FunctionComponent<{
  readonly drawing: ChartDrawing;
  readonly accepts: readonly Acceptance[];
}> = ({ drawing, accepts }) => (
  <section class="chart-unheard" aria-label="At this moment">
    <h4>at this moment</h4>
    <ul>
      {[...accepts]
        .sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict))
        .map((each) => (
          <li key={each.type}>
            <span class={signs[each.verdict].tone} aria-hidden="true">
              {signs[each.verdict].glyph}
            </span>
            <span title={each.type}>{spokenEvent(each.type, drawing.machine)}</span>
            <span class="dim">{wordsOf(each)}</span>
          </li>
        ))}
    </ul>
  </section>
);
