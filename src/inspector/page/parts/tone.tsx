/** How something is going: a shape, a colour and a word, never colour alone. */
import { stateText } from '../../../journal/wording.ts';
import type { Tone } from '../../model/questions.ts';

const glyphs: Readonly<Record<Tone, string>> = { rest: '○', busy: '◐', good: '●', bad: '▲', gone: '◌' };
export const toneWords: Readonly<Record<Tone, string>> = {
  rest: 'at rest',
  busy: 'busy',
  good: 'well',
  bad: 'in trouble',
  gone: 'gone',
};

/** The shape alone; its meaning is for those who cannot see it. */
export const Glyph = ({ tone }: { readonly tone: Tone }) => (
  <span class={`glyph tone-${tone}`}>
    <span aria-hidden="true">{glyphs[tone]}</span>
    <span class="unseen">{toneWords[tone]}, </span>
  </span>
);

/** A state with its path: `◐ preparing network.attaching`. */
export const State = ({ state, tone }: { readonly state: string; readonly tone: Tone }) => (
  <span class="state cut" title={state}>
    <Glyph tone={tone} />
    <span class="mono">{stateText(state)}</span>
  </span>
);

/** A word on a ground of its tone. */
export const Badge = ({
  tone,
  text,
  title,
}: {
  readonly tone: Tone;
  readonly text: string;
  readonly title?: string;
}) => (
  <span class={`badge tone-${tone}`} title={title}>
    <Glyph tone={tone} />
    {text}
  </span>
);
