/** What an arrow stands for, in words. Pure. */
import type { ChartDrawing } from './drawing.ts';
import { spokenEvent } from './words.ts';

/** `task.exited → settling` */
export const arrowWords = ({ machine, states, arrows, delays }: ChartDrawing, arrow: number): string => {
  const drawn = arrows[arrow];
  const words = drawn?.isBundle
    ? (drawn.label?.lines ?? [])
    : states.flatMap(({ on = [] }) =>
        on
          .filter((transition) => transition.arrow === arrow)
          .map(({ event, guard }) =>
            [spokenEvent(event, machine, delays), guard === undefined ? '' : `[${guard}]`]
              .filter((word) => word !== '')
              .join(' '),
          ),
      );
  return `${[...new Set(words)].join(', ')} → ${states[drawn?.to ?? 0]?.path ?? ''}`.trim();
};
