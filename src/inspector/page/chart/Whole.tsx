/** All of a drawing, in a frame that can be moved. */
import type { ComponentChildren, FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Arrows } from './Arrows.tsx';
import type { Shown } from './ChartView.tsx';
import { States } from './States.tsx';
import { Tools } from './Tools.tsx';
import { useFrame } from './use-frame.ts';
import { around, type Box, centredOn, fitting } from './view.ts';

const readable = 0.9;

export const Whole: FunctionComponent<Shown & { readonly choices: ComponentChildren }> = ({ choices, ...shown }) => {
  const { drawing, leaves, pick } = shown;
  const frame = useRef<HTMLDivElement>(null);
  const { view, size, isHeld, keys } = useFrame(frame);

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

  const { x, y, k } = view.value;
  return (
    <>
      <Tools drawing={drawing} leaves={leaves} view={view} size={size} showAll={showAll} centre={centre} pick={pick}>
        {choices}
      </Tools>
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
            <States {...shown} isInside={false} />
            <Arrows {...shown} />
            <States {...shown} isInside />
          </g>
        </svg>
      </div>
    </>
  );
};
