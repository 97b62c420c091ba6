/** One span: a bar as long as it took, with what it takes otherwise over it. A click shows the moment at which it began. */
import { machineOfName } from '../../model/naming.ts';
import type { Span } from '../../model/questions.ts';
import { toneOf } from '../../model/tone.ts';
import { setAt } from '../moment.ts';
import { shortened, shown } from '../parts/text.tsx';
import type { Scale } from './scale.ts';
import { excessOf, factsOf, tookOf } from './span-facts.ts';
import { factorText, spanText } from './span-text.ts';

export interface BarScene {
  readonly scale: Scale;
  readonly originUs: number;
  /** Until here what is open has come. */
  readonly endUs: number;
  readonly nowUs: number | undefined;
  readonly hasUsual: boolean;
  /** Where the other's axis begins. */
  readonly otherUs: number;
  readonly point: (span: Span | undefined) => void;
}

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;

const machineOf = (actor: string): string => machineOfName(actor) ?? '';

/** Parts of the axis: a bar as long as this has room for its length. */
const roomy = 0.2;

/** The length stands behind the bar; in it, where it is long; before it, where there is no room behind it. */
const placeOfLabel = (from: number, to: number) =>
  to - from > roomy
    ? { class: 'is-inside', at: { right: percent(1 - to) } }
    : to > 1 - roomy
      ? { class: 'is-before', at: { right: percent(1 - from) } }
      : { class: 'is-behind', at: { left: percent(to) } };

export const Bar = ({
  span,
  scene,
  isOther = false,
  isLast = false,
}: {
  readonly span: Span;
  readonly scene: BarScene;
  readonly isOther?: boolean;
  readonly isLast?: boolean;
}) => {
  const { scale, originUs, endUs, nowUs, otherUs } = scene;
  const shift = isOther ? originUs - otherUs : 0;
  const from = scale.placeOf(span.fromUs + shift);
  const to = scale.placeOf((span.toUs ?? endUs) + shift);
  const extent = { left: percent(from), width: percent(to - from) };
  if (isOther) return <span class="pod-other" style={extent} aria-hidden="true" />;
  const usualEnd = span.usualUs === undefined ? undefined : scale.placeOf(span.fromUs + span.usualUs);
  const factor = excessOf(span, endUs);
  const place = placeOfLabel(from, to);
  const facts = shown(factsOf(span, { originUs, nowUs: endUs }));
  const words = [
    'pod-span',
    `is-${span.kind}`,
    span.kind === 'state' && `tone-${toneOf(machineOf(span.actor), span.label, { isOver: false, hasCrashed: false })}`,
    span.isCritical && 'is-critical',
    span.outcome === 'err' && 'is-bad',
    span.outcome === 'cancel' && 'is-gone',
    span.toUs === undefined && 'is-open',
    nowUs !== undefined && span.fromUs > nowUs && 'is-later',
  ];
  return (
    <>
      <button
        type="button"
        class={words.filter(Boolean).join(' ')}
        style={extent}
        aria-label={facts}
        title={facts}
        onClick={() => setAt(span.row)}
        onFocus={() => scene.point(span)}
        onBlur={() => scene.point(undefined)}
        onPointerEnter={() => scene.point(span)}
        onPointerLeave={() => scene.point(undefined)}
      >
        {span.kind === 'state' ? <span class="pod-span-name">{shown(shortened(span.label, 80))}</span> : null}
      </button>
      {scene.hasUsual && usualEnd !== undefined && span.kind !== 'state' ? (
        <span class="pod-usual" style={{ left: percent(from), width: percent(usualEnd - from) }} aria-hidden="true" />
      ) : null}
      {isLast && span.kind !== 'state' ? (
        <span class={`pod-took ${place.class}`} style={place.at} aria-hidden="true">
          {span.outcome === 'err' ? '▲ ' : ''}
          {spanText(tookOf(span, endUs))}
          {factor === undefined ? null : <b>{` ${factorText(factor)}`}</b>}
        </span>
      ) : null}
    </>
  );
};
