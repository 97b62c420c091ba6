/** Which lines of a text are not in another: what a step changed in an answer. */

export interface TextLine {
  readonly text: string;
  /** `gone` is of the text before. */
  readonly kind: 'same' | 'new' | 'gone';
}

/** Beyond this, lines are compared in their places alone. */
const mostCompared = 1500;

/** @param before undefined: nothing is marked */
export const changedLines = (before: string | undefined, now: string): readonly TextLine[] => {
  const lines = now.split('\n');
  if (before === undefined) return lines.map((text) => ({ text, kind: 'same' }));
  const old = before.split('\n');
  let head = 0;
  while (head < lines.length && head < old.length && lines[head] === old[head]) head += 1;
  let tail = 0;
  while (
    tail < lines.length - head &&
    tail < old.length - head &&
    lines[lines.length - 1 - tail] === old[old.length - 1 - tail]
  )
    tail += 1;
  const same = (text: string): TextLine => ({ text, kind: 'same' });
  return [
    ...lines.slice(0, head).map(same),
    ...middle(old.slice(head, old.length - tail), lines.slice(head, lines.length - tail)),
    ...lines.slice(lines.length - tail).map(same),
  ];
};

/** By the longest common subsequence. */
const middle = (old: readonly string[], lines: readonly string[]): readonly TextLine[] => {
  const all = (texts: readonly string[], kind: TextLine['kind']) => texts.map((text) => ({ text, kind }));
  if (old.length * lines.length > mostCompared ** 2) return [...all(old, 'gone'), ...all(lines, 'new')];
  const width = lines.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = lines.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = old[i] === lines[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const out: TextLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < lines.length) {
    if (i < old.length && j < lines.length && old[i] === lines[j]) {
      out.push({ text: lines[j] ?? '', kind: 'same' });
      i += 1;
      j += 1;
    } else if (j >= lines.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      out.push({ text: old[i] ?? '', kind: 'gone' });
      i += 1;
    } else {
      out.push({ text: lines[j] ?? '', kind: 'new' });
      j += 1;
    }
  }
  return out;
};
