/** So many of so many, with a bar. */
import type { Figures } from './counts.ts';

const width = 72;

export const Figure = ({ defined, taken }: Figures) => (
  <span class="machines-figure number">
    <svg width={width} height={6} aria-hidden="true">
      <rect class="machines-all" width={width} height={6} rx={3} />
      <rect class="machines-part" width={defined === 0 ? 0 : (width * taken) / defined} height={6} rx={3} />
    </svg>
    {taken} of {defined}
  </span>
);
