/** How long a state's service has been at work, at the corner of its box. */
import { shortDuration } from './duration.ts';

export const Clock = ({ us, right }: { readonly us: number; readonly right: number }) => {
  const text = shortDuration(us);
  const width = 10 + text.length * 6.4;
  return (
    <g class="chart-clock" transform={`translate(${right - width + 6} -8)`}>
      <rect class="chart-clock-ground" width={width} height={16} rx={8} />
      <text class="chart-clock-text" x={width / 2} y={12} text-anchor="middle">
        {text}
      </text>
    </g>
  );
};
