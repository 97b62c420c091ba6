/** A state in a level: what has states in it opens, any other is picked. */
import type { FunctionComponent } from 'preact';
import type { LevelBox } from '../../charts/drawing.ts';
import type { Shown } from './ChartView.tsx';
import { Clock } from './Clock.tsx';

type Props = LevelBox &
  Pick<Shown, 'drawing' | 'lit' | 'waits' | 'picked' | 'pick'> & { readonly open?: (state: number) => void };

export const StateBox: FunctionComponent<Props> = ({
  state,
  box,
  isFrame,
  isAside,
  drawing,
  lit,
  waits,
  picked,
  pick,
  open,
}) => {
  const about = drawing.states[state];
  if (about === undefined) return null;
  const [x, y, width, height] = box;
  const { path, kind, isPassing, services = [] } = about;
  const name = path.split('.').at(-1) ?? '';
  const isAround = (kind === 'compound' || kind === 'parallel') && isFrame !== true;
  const isChoice = isPassing === true && width < 24;
  const isLit = lit.has(state);
  const isActive = isLit && isFrame !== true;
  const working = isLit ? waits.filter(({ service }) => services.includes(service)) : [];
  const [first] = working;
  const words = [
    'chart-state',
    isFrame ? 'is-frame' : `is-${isAround ? 'closed' : kind}`,
    isPassing && 'is-passing',
    isAside && !isLit && 'is-aside',
    isLit && 'is-lit',
    isActive && 'is-leaf',
    picked !== undefined && 'state' in picked && picked.state === state && 'is-picked',
  ];
  const does = (event: Event) => {
    event.stopPropagation();
    if (isAround && open !== undefined) open(state);
    else pick({ state });
  };
  const said = [
    name,
    isActive && 'active',
    ...working.map(({ service }) => `waits for ${service}`),
    isAround && 'open',
  ];
  const middle = kind === 'final' || (isPassing && !isAround);
  const isFinal = kind === 'final';
  const inset = isActive ? 22 : 9;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in a drawing
    <g
      class={words.filter(Boolean).join(' ')}
      transform={`translate(${x} ${y})`}
      role="button"
      tabindex={0}
      aria-label={said.filter(Boolean).join(', ')}
      onClick={does}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') does(event);
      }}
    >
      {isChoice ? (
        <path
          class="chart-choice"
          d={`M${width / 2} 0L${width} ${height / 2}L${width / 2} ${height}L0 ${height / 2}Z`}
        />
      ) : null}
      {isAround ? <rect class="chart-behind" x={4} y={4} width={width} height={height} rx={8} /> : null}
      {isChoice ? <title>{name}</title> : <rect width={width} height={height} rx={kind === 'final' ? height / 2 : 8} />}
      {kind === 'final' ? (
        <rect class="chart-inner" x={3} y={3} width={width - 6} height={height - 6} rx={height / 2 - 3} />
      ) : null}
      {isChoice ? null : (
        <text
          class="chart-title"
          x={isFinal ? width / 2 : inset}
          text-anchor={isFinal ? 'middle' : undefined}
          y={middle || isAround ? height / 2 + 4 : 19}
        >
          {name}
        </text>
      )}
      {isActive && !isChoice ? (
        <circle
          class="chart-mark"
          cx={isFinal ? 8 : 13}
          cy={isFinal ? 2 : middle || isAround ? height / 2 : 15}
          r={4}
        />
      ) : null}
      {first?.forUs === undefined || isFrame ? null : <Clock us={first.forUs} right={width} />}
      {isFrame
        ? null
        : services.map((service, index) =>
            isAround || height < 45 ? null : (
              <text
                key={service}
                class={working.length > 0 ? 'chart-service is-busy' : 'chart-service'}
                x={9}
                y={35 + 15 * index}
              >
                ⚙ {service}
              </text>
            ),
          )}
    </g>
  );
};
