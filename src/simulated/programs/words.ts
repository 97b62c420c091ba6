/**
 * Words and operators of a script. What the little shell does not know (here-documents, arithmetic, backquotes) is no script of
 * its: the whole text is refused.
 */

/** A word, as parts that follow each other. */
export type Word = readonly Part[];
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly isQuoted: boolean }
  /** What that script says, without line breaks at its end. */
  | { readonly kind: 'command'; readonly script: string; readonly isQuoted: boolean };
export type Token =
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'operator'; readonly text: Operator };
export type Operator = ';' | '&&' | '||' | '|' | '&' | '>' | '>>' | '<' | '2>' | '2>>' | '>&1' | '>&2' | '2>&1';

/** It is not a script of the little shell. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}

const operators: readonly Operator[] = ['2>&1', '2>>', '>&1', '>&2', '2>', '>>', '&&', '||', '>', '<', '|', '&', ';'];

/** @throws NotUnderstood */
export const tokensOf = (script: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < script.length) {
    const rest = script.slice(at);
    const blank = /^(?:[ \t\r]|\\\n)+|^#[^\n]*/.exec(rest)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (rest.startsWith('\n')) {
      tokens.push({ kind: 'operator', text: ';' });
      at += 1;
      continue;
    }
    // `1>&2` and the like say what `>&2` does
    const skipped = rest.startsWith('1>') ? 1 : 0;
    const operator = operators.find((text) => rest.startsWith(text, skipped));
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator });
      at += skipped + operator.length;
      continue;
    }
    const { word, length } = wordAt(rest);
    tokens.push({ kind: 'word', word });
    at += length;
  }
  return tokens;
};

const wordAt = (text: string): { readonly word: Word; readonly length: number } => {
  const parts: Part[] = [];
  let at = 0;
  const add = (part: string, isQuoted: boolean) => void parts.push({ kind: 'text', text: part, isQuoted });
  while (at < text.length) {
    const rest = text.slice(at);
    const plain = /^[^\s'"\\$`;&|<>()]+/.exec(rest)?.[0];
    if (plain !== undefined) {
      add(plain, false);
      at += plain.length;
    } else if (rest.startsWith("'")) {
      const end = rest.indexOf("'", 1);
      if (end < 0) throw new NotUnderstood('a quote that does not end');
      add(rest.slice(1, end), true);
      at += end + 1;
    } else if (rest.startsWith('"')) {
      const { parts: inside, length } = quotedAt(rest);
      parts.push(...inside);
      at += length;
    } else if (rest.startsWith('\\') && rest.length > 1) {
      add(rest.charAt(1), true);
      at += 2;
    } else if (rest.startsWith('$')) {
      const { part, length } = variableAt(rest, false);
      parts.push(part);
      at += length;
    } else if (/^[\s;&|<>]/.test(rest)) break;
    else throw new NotUnderstood(`${rest.charAt(0)} is not known`);
  }
  return { word: parts, length: at };
};

const quotedAt = (text: string): { readonly parts: readonly Part[]; readonly length: number } => {
  const parts: Part[] = [{ kind: 'text', text: '', isQuoted: true }];
  let at = 1;
  while (at < text.length) {
    const rest = text.slice(at);
    if (rest.startsWith('"')) return { parts, length: at + 1 };
    const plain = /^(?:[^"\\$`]|\\(?!["\\$`\n]))+/.exec(rest)?.[0];
    if (plain !== undefined) {
      parts.push({ kind: 'text', text: plain, isQuoted: true });
      at += plain.length;
    } else if (rest.startsWith('\\')) {
      parts.push({ kind: 'text', text: rest.charAt(1) === '\n' ? '' : rest.charAt(1), isQuoted: true });
      at += 2;
    } else {
      const { part, length } = variableAt(rest, true);
      parts.push(part);
      at += length;
    }
  }
  throw new NotUnderstood('a quote that does not end');
};

const variableAt = (text: string, isQuoted: boolean): { readonly part: Part; readonly length: number } => {
  const found = /^\$(?:([A-Za-z_]\w*|[?$#0-9])|\{([A-Za-z_]\w*)\})/.exec(text);
  if (found !== null)
    return { part: { kind: 'variable', name: found[1] ?? found[2] ?? '', isQuoted }, length: found[0].length };
  const command = /^\$\(([^()]*)\)/.exec(text);
  if (command !== null)
    return { part: { kind: 'command', script: command[1] ?? '', isQuoted }, length: command[0].length };
  if (/^\$(?![({'"`])/.test(text)) return { part: { kind: 'text', text: '$', isQuoted }, length: 1 };
  throw new NotUnderstood('this substitution is not known');
};
