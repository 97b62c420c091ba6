/** The drawing in a frame that can be moved, its tools, and what was picked. */
import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { activeLeaves, arrowsTaken, withAncestors } from '../../charts/active.ts';
import type { ChartDrawing } from '../../charts/drawing.ts';
import { Arrows } from './Arrows.tsx';
import type { ChartProps, Picked } from './Chart.tsx';
import { Panel } from './Panel.tsx';
import { States } from './States.tsx';
import { Tools } from './Tools.tsx';
import { useFrame } from './use-frame.ts';
import { around, type Box, centredOn, fitting } from './view.ts';

const readable = 0.9;

export const Drawn: FunctionComponent<ChartProps & { readonly drawing: ChartDrawing }> = ({
  drawing,
  active,
  edge,
  waits,
  onPick,
  accepts,
}) => {
  const frame = useRef<HTMLDivElement>(null);
  const picked = useSignal<Picked | undefined>(undefined);
  const { view, size, isHeld, keys } = useFrame(frame);
  const leaves = useMemo(() => (active === undefined ? [] : activeLeaves(drawing, active)), [drawing, active]);
  const lit = useMemo(() => withAncestors(drawing, leaves), [drawing, leaves]);
  const taken = useMemo(() => (edge === undefined ? [] : arrowsTaken(drawing, edge)), [drawing, edge?.key]);

  const showAll = () => {
    isHeld.value = false;
    view.value = fitting(drawing, size.value);
  };
  const centre = () => {
    const box = around(
      leaves.map((leaf) => drawing.states[leaf]?.box).filter((each): each is Box => each !== undefined),
    );
    if (box === undefined) showAll();
    else view.value = centredOn(box, size.value, Math.max(readable, view.value.k));
  };
  const { width, height } = size.value;
  useEffect(() => {
    if (width > 0 && !isHeld.value) showAll();
  }, [drawing, width, height]);

  const pick = (what: Picked | undefined) => {
    picked.value = what;
    onPick?.(what, drawing);
  };
  const { x, y, k } = view.value;
  return (
    <section class="chart" aria-label={`Statechart of ${drawing.machine}`}>
      <Tools drawing={drawing} leaves={leaves} view={view} size={size} showAll={showAll} centre={centre} pick={pick} />
      <div
        class="chart-frame"
        ref={frame}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys
        tabIndex={0}
        role="application"
        aria-label="Drawing: plus and minus, 0, arrows"
        onKeyDown={(event) => keys(event, { showAll, centre })}
      >
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside all states picks none; the panel has a button */}
        <svg class={k < 0.55 ? 'chart-svg is-far' : 'chart-svg'} role="presentation" onClick={() => pick(undefined)}>
          <g transform={`translate(${x} ${y}) scale(${k})`}>
            <States
              drawing={drawing}
              lit={lit}
              leaves={leaves}
              waits={waits ?? []}
              picked={picked.value}
              pick={pick}
              isInside={false}
            />
            <Arrows drawing={drawing} taken={taken} flash={edge?.key} picked={picked.value} pick={pick} />
            <States
              drawing={drawing}
              lit={lit}
              leaves={leaves}
              waits={waits ?? []}
              picked={picked.value}
              pick={pick}
              isInside
            />
          </g>
        </svg>
      </div>
      {picked.value === undefined ? null : (
        <Panel drawing={drawing} picked={picked.value} pick={pick} lit={lit} accepts={accepts} />
      )}
    </section>
  );
};
