/** How wide a text will be, roughly and rather too wide: no browser is there when charts are drawn. */

const widths: readonly (readonly [letters: string, em: number])[] = [
  ["iljI.,:;'|!", 0.31],
  ['frt()[]/ -"', 0.4],
  ['mwMW◷✓✗→…', 0.92],
  ['ABCDEFGHJKLNOPQRSTUVXYZ_=<>', 0.72],
];
const usual = 0.61;

/** @returns CSS px of the text in one line of a system font. */
export const widthOf = (text: string, fontPx: number): number => {
  let em = 0;
  for (const letter of text) em += widths.find(([letters]) => letters.includes(letter))?.[1] ?? usual;
  return em * fontPx;
};

export const labelPx = 11;

/** Words in lines that are no wider than that; what fits no more lines is a number. */
export const linesOf = (words: readonly string[], fontPx: number, widthPx: number, most: number): readonly string[] => {
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const last = lines.at(-1);
    const rest = words.length - index;
    const longer = last === undefined ? word : `${last}, ${word}`;
    if (last !== undefined && widthOf(longer, fontPx) <= widthPx) lines[lines.length - 1] = longer;
    else if (lines.length < most) lines.push(word);
    else {
      lines[lines.length - 1] = `${last}, +${rest}`;
      break;
    }
  }
  return lines;
};
