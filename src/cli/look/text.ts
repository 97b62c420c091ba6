/** Texts as they stand on a terminal: names come from pods, and may hold what would move its cursor. */

/** What would not be seen as itself is shown as an escape, as JSON has it. */
export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (letter) => `\\u${(letter.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
    );

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6])/u;
const plain = /^[\x20-\x7e]*$/;

const graphemes = (text: string): readonly string[] =>
  plain.test(text) ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment);
const widthOfOne = (grapheme: string): number => (wide.test(grapheme) ? 2 : 1);

/** Columns that a visible text takes. */
export const widthOf = (text: string): number =>
  plain.test(text) ? text.length : graphemes(text).reduce((sum, one) => sum + widthOfOne(one), 0);

/** At most so wide; what is left out, at the `start` or the `end`, is a `…`. */
export const cutTo = (text: string, width: number, where: 'start' | 'end' = 'end'): string => {
  if (widthOf(text) <= width) return text;
  const letters = where === 'end' ? graphemes(text) : graphemes(text).toReversed();
  const kept: string[] = [];
  let left = width - 1;
  for (const letter of letters) {
    left -= widthOfOne(letter);
    if (left < 0) break;
    kept.push(letter);
  }
  return where === 'end' ? `${kept.join('')}…` : `…${kept.toReversed().join('')}`;
};

export const padTo = (text: string, width: number, align: 'left' | 'right' = 'left'): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? `${text}${space}` : `${space}${text}`;
};
