/** More about a state or an arrow: where it leads, what it does, and what it would not do. */
import type { FunctionComponent } from 'preact';
import type { ChartDrawing } from '../../charts/drawing.ts';
import { type Heard, heardAt } from '../../charts/heard.ts';
import type { Picked } from './Chart.tsx';
import { HeardNow, NotHeard } from './NotHeard.tsx';
import { Transitions } from './Transitions.tsx';

interface PanelProps {
  readonly drawing: ChartDrawing;
  readonly picked: Picked;
  readonly pick: (picked: Picked | undefined) => void;
  readonly lit: ReadonlySet<number>;
  readonly actor: string | undefined;
}

const nameOf = ({ states }: ChartDrawing, state: number): string => states[state]?.path || 'anywhere';

export const Panel: FunctionComponent<PanelProps> = ({ drawing, picked, pick, lit, actor }) => {
  const title = 'state' in picked ? nameOf(drawing, picked.state) : titleOf(drawing, picked.arrows);
  return (
    <aside class="chart-panel" aria-label={`About ${title}`}>
      <header>
        <h3>{title}</h3>
        <button type="button" class="quiet" aria-label="Close" onClick={() => pick(undefined)}>
          ✕
        </button>
      </header>
      {'state' in picked ? (
        <AboutState {...{ drawing, pick }} state={picked.state} actor={lit.has(picked.state) ? actor : undefined} />
      ) : (
        grouped(ofArrows(drawing, picked.arrows)).map(([state, all]) => (
          <Transitions key={state} {...{ drawing, pick, all }} title={`in ${nameOf(drawing, state)}`} />
        ))
      )}
    </aside>
  );
};

const titleOf = (drawing: ChartDrawing, arrows: readonly number[]): string => {
  const [first] = arrows;
  const found = drawing.arrows[first ?? -1];
  if (found === undefined) return '';
  return arrows.length > 1
    ? `${arrows.length} ways on`
    : `${nameOf(drawing, found.from)} → ${nameOf(drawing, found.to)}`;
};
const ofArrows = ({ states }: ChartDrawing, arrows: readonly number[]): readonly Heard[] =>
  states.flatMap(({ on = [] }, state) =>
    on
      .filter(({ arrow }) => arrow !== undefined && arrows.includes(arrow))
      .map((transition) => ({ state, transition })),
  );
const grouped = (all: readonly Heard[]): readonly (readonly [number, readonly Heard[]])[] => {
  const groups = new Map<number, Heard[]>();
  for (const each of all) groups.set(each.state, [...(groups.get(each.state) ?? []), each]);
  return [...groups];
};

const AboutState: FunctionComponent<{
  readonly drawing: ChartDrawing;
  readonly state: number;
  readonly pick: PanelProps['pick'];
  readonly actor: PanelProps['actor'];
}> = ({ drawing, state, pick, actor }) => {
  const about = drawing.states[state];
  if (about === undefined) return null;
  const { services, entry, exit, source } = about;
  return (
    <>
      <dl class="chart-facts">
        <Facts name="services" values={services} />
        <Facts name="at entry" values={entry} />
        <Facts name="at exit" values={exit} />
        <Facts name="written in" values={source === undefined ? undefined : [source]} />
      </dl>
      {actor === undefined ? null : <HeardNow {...{ drawing, state, actor }} />}
      {grouped(heardAt(drawing, state)).map(([owner, all]) => (
        <Transitions
          key={owner}
          {...{ drawing, pick, all }}
          title={owner === state ? 'here' : owner === 0 ? 'anywhere' : `in ${nameOf(drawing, owner)}`}
        />
      ))}
      {actor === undefined ? <NotHeard drawing={drawing} state={state} /> : null}
    </>
  );
};

const Facts: FunctionComponent<{ readonly name: string; readonly values: readonly string[] | undefined }> = ({
  name,
  values,
}) =>
  values === undefined ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{values.join(', ')}</dd>
    </div>
  );
