/** From where on it was certain: of runs that go on by chance after each step, how many break. */
import type { RaceAbout } from '../../stream.ts';

const width = 420;
const height = 96;
const pad = 16;
/** For the figures. */
const left = 36;

export const Inevitability = ({ race }: { readonly race: RaceAbout }) => {
  const { inevitability: shares, deviations } = race;
  const xOf = (step: number): number => left + ((step + 0.5) / shares.length) * (width - left - pad);
  const yOf = (share: number): number => height - pad - share * (height - 2 * pad);
  const certain = shares.findIndex((_, step) => shares.slice(step).every((share) => share === 1));
  const before = certain > 0 ? shares[certain - 1] : undefined;
  const text =
    certain < 0
      ? `Never certain before the end: ${percent(shares.at(-1) ?? 0)} of runs that go on by chance break it there.`
      : certain === 0
        ? 'Certain from the first step on.'
        : `Certain after step ${certain + 1}; before it, ${percent(before ?? 0)} of runs that go on by chance broke it.`;
  return (
    <section class="panel" aria-labelledby="inevitability-title">
      <div class="panel-head">
        <h2 id="inevitability-title">How inevitable</h2>
        <span class="dim">{`after each of ${shares.length} steps`}</span>
      </div>
      <svg class="inevitability" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={text}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line class="inevitability-grid" x1={left} x2={width - pad} y1={yOf(share)} y2={yOf(share)} />
            <text x={left - 5} y={yOf(share) + 3} text-anchor="end">
              {percent(share)}
            </text>
          </g>
        ))}
        {deviations.map(({ step }) => (
          <line key={step} class="inevitability-deviation" x1={xOf(step)} x2={xOf(step)} y1={yOf(1)} y2={yOf(0)} />
        ))}
        <polyline
          class="inevitability-line"
          points={shares.map((share, step) => `${xOf(step)},${yOf(share)}`).join(' ')}
        />
        {certain >= 0 && <circle class="inevitability-point" cx={xOf(certain)} cy={yOf(1)} r={4} />}
      </svg>
      <p class="deviations-foot dim">{text} Dashed: deviations.</p>
    </section>
  );
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;
