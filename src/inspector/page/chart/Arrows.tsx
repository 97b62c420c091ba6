/** The arrows of a whole drawing. */
import type { FunctionComponent } from 'preact';
import type { ChartArrow } from '../../charts/drawing.ts';
import { Arrow } from './Arrow.tsx';
import type { Shown } from './ChartView.tsx';
import { shadeOf } from './shade.ts';

export const Arrows: FunctionComponent<Shown> = ({ drawing, taken, flash, counts, picked, pick }) => {
  const isPicked = (number: number, { from, to }: ChartArrow): boolean =>
    picked !== undefined &&
    ('arrows' in picked ? picked.arrows.includes(number) : picked.state === from || picked.state === to);
  return (
    <>
      {drawing.arrows.map((arrow, number) => {
        const isTaken = taken.includes(number);
        return (
          <Arrow
            key={isTaken ? `${number} ${flash}` : number}
            arrow={arrow}
            hasHead={arrow.isExit !== true}
            hasStart={arrow.kind === 'begin' || arrow.isInward === true || arrow.isBundle === true}
            isTaken={isTaken}
            isPicked={isPicked(number, arrow)}
            shade={counts === undefined ? undefined : shadeOf(drawing, [number], counts)}
            pick={() => pick({ arrows: [number] })}
          />
        );
      })}
    </>
  );
};
