/** The boxes of the states, the outer ones first; what is active has a thick border and a mark. */
import type { FunctionComponent } from 'preact';
import type { ChartState } from '../../charts/drawing.ts';
import type { ShownWait } from './Chart.tsx';
import type { Shown } from './ChartView.tsx';
import { Clock } from './Clock.tsx';

const isAround = ({ kind }: ChartState): boolean => kind === 'compound' || kind === 'parallel';

export const States: FunctionComponent<
  Shown & { /** Those that have none inside: drawn over the arrows. */ readonly isInside: boolean }
> = ({ drawing, lit, leaves, waits, picked, pick, isInside }) => (
  <>
    {drawing.states.map((state, number) =>
      isAround(state) === isInside ? null : (
        <State
          key={number}
          state={state}
          name={state.path === '' ? drawing.machine : (state.path.split('.').at(-1) ?? '')}
          isLit={lit.has(number)}
          isLeaf={leaves.includes(number)}
          waits={lit.has(number) ? waits.filter(({ service }) => state.services?.includes(service)) : []}
          isPicked={picked !== undefined && 'state' in picked && picked.state === number}
          pick={() => pick({ state: number })}
        />
      ),
    )}
  </>
);

const State: FunctionComponent<{
  readonly state: ChartState;
  readonly name: string;
  readonly isLit: boolean;
  readonly isLeaf: boolean;
  readonly waits: readonly ShownWait[];
  readonly isPicked: boolean;
  readonly pick: () => void;
}> = ({ state, name, isLit, isLeaf, waits, isPicked, pick }) => {
  const [x, y, width, height] = state.box;
  const { kind, isPassing, services = [], hears = [] } = state;
  const words = [
    'chart-state',
    `is-${kind}`,
    isPassing && 'is-passing',
    state.path === '' && 'is-whole',
    isLit && 'is-lit',
    isLeaf && 'is-leaf',
    isPicked && 'is-picked',
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list of states in the tools does the same for keys
    <g
      class={words.filter(Boolean).join(' ')}
      transform={`translate(${x} ${y})`}
      onClick={(event) => {
        event.stopPropagation();
        pick();
      }}
    >
      <rect width={width} height={height} rx={kind === 'final' ? 13 : 7} />
      {kind === 'final' ? <rect class="chart-inner" x={3} y={3} width={width - 6} height={height - 6} rx={10} /> : null}
      <text class="chart-title" x={isLeaf ? 22 : 10} y={kind === 'final' || isPassing ? height / 2 + 4 : 17}>
        {name}
      </text>
      {isLeaf ? <circle class="chart-mark" cx={13} cy={kind === 'final' || isPassing ? height / 2 : 13} r={4} /> : null}
      {services.map((service, index) => (
        <text
          key={service}
          class={waits.some((each) => each.service === service) ? 'chart-service is-busy' : 'chart-service'}
          x={10}
          y={32 + 15 * index}
        >
          ⚙ {service}
        </text>
      ))}
      {hears.map((line, index) => (
        <text key={line} class="chart-hears" x={10} y={30 + 15 * services.length + 13 * index}>
          {line}
        </text>
      ))}
      {waits[0]?.forUs === undefined ? null : <Clock us={waits[0].forUs} right={width} />}
    </g>
  );
};
