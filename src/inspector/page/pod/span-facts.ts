/** A span in words: for its label, its title, and who cannot see it. */
import type { Span } from '../../model/questions.ts';
import { methodOf } from './deeds.ts';
import { factorText, spanText } from './span-text.ts';

const outcomes: Readonly<Record<NonNullable<Span['outcome']>, string>> = {
  ok: 'done',
  err: 'failed',
  cancel: 'given up',
};
/** Told, where it is this many times its usual. */
const tellingFactor = 2;
const tellingUs = 5000;

export const tookOf = (span: Span, nowUs: number): number => (span.toUs ?? nowUs) - span.fromUs;

/** How many times its usual; undefined: nothing is usual, or it is as usual. */
export const excessOf = (span: Span, nowUs: number): number | undefined => {
  const took = tookOf(span, nowUs);
  if (span.usualUs === undefined || span.usualUs <= 0 || span.kind === 'state') return undefined;
  return took / span.usualUs >= tellingFactor && took - span.usualUs >= tellingUs ? took / span.usualUs : undefined;
};

export const nameOf = ({ kind, label }: Span): string => {
  const [name = '', failure] = label.split(' ');
  return `${kind === 'request' ? methodOf(name) : name}${failure === undefined ? '' : ` ${failure}`}`;
};

/** All of it, as one sentence. */
export const factsOf = (
  span: Span,
  { originUs, nowUs }: { readonly originUs: number; readonly nowUs: number },
): string => {
  const took = tookOf(span, nowUs);
  const factor = excessOf(span, nowUs);
  const facts = [
    span.lane === 'client' || span.lane === 'state' || span.lane === 'other' ? '' : span.lane,
    span.toUs === undefined ? `${spanText(took)} so far` : spanText(took),
    span.toUs === undefined ? 'not over' : span.outcome === undefined ? '' : outcomes[span.outcome],
    `from ${spanText(span.fromUs - originUs)} on`,
    span.usualUs === undefined
      ? ''
      : factor === undefined
        ? `usually ${spanText(span.usualUs)}`
        : `${factorText(factor)} its usual ${spanText(span.usualUs)} (median of ${span.usualOf} others)`,
    span.isCritical ? 'on the critical path' : '',
  ];
  return `${nameOf(span)}: ${facts.filter((fact) => fact !== '').join(', ')}`;
};
