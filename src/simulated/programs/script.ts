/** Scripts of the little shell as trees: lists, pipes, `if`, `while`, `until`, `for`. */
import { NotUnderstood, type Operator, type Token, tokensOf, type Word } from './words.ts';

export interface Step {
  /** How it hangs on the step before it. */
  readonly after: ';' | '&&' | '||';
  readonly isNegated: boolean;
  /** Joined by pipes. */
  readonly commands: readonly Command[];
}
export type Script = readonly Step[];
export interface Redirect {
  readonly operator: '>' | '>>' | '<' | '2>' | '2>>' | '>&1' | '>&2' | '2>&1';
  /** Absent for those that join two outputs. */
  readonly target?: Word | undefined;
}
export type Command =
  | { readonly kind: 'simple'; readonly words: readonly Word[]; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'loop'; readonly isUntil: boolean; readonly condition: Script; readonly body: Script }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: Script }
  | { readonly kind: 'if'; readonly condition: Script; readonly then: Script; readonly otherwise: Script };

const closing = new Set(['do', 'done', 'then', 'else', 'elif', 'fi']);
const unknown = new Set(['case', 'function', '{', '}', 'esac', '[[']);

/** @throws NotUnderstood */
export const scriptOf = (text: string): Script => {
  const tokens = tokensOf(text);
  for (const token of tokens)
    if (token.kind === 'word') for (const part of token.word) if (part.kind === 'command') scriptOf(part.script);
  const reader = openReader(tokens);
  const script = listIn(reader);
  if (reader.peek() !== undefined) throw new NotUnderstood('something is left over');
  return script;
};

interface Reader {
  readonly peek: () => Token | undefined;
  readonly next: () => Token | undefined;
}
const openReader = (tokens: readonly Token[]): Reader => {
  let at = 0;
  return {
    peek: () => tokens[at],
    next: () => {
      at += 1;
      return tokens[at - 1];
    },
  };
};

const plainOf = (token: Token | undefined): string | undefined => {
  if (token?.kind !== 'word') return undefined;
  const [part, ...others] = token.word;
  return part?.kind === 'text' && !part.isQuoted && others.length === 0 ? part.text : undefined;
};
const operatorOf = (token: Token | undefined): Operator | undefined =>
  token?.kind === 'operator' ? token.text : undefined;

const listIn = (reader: Reader): Script => {
  const steps: Step[] = [];
  let after: Step['after'] = ';';
  for (;;) {
    while (operatorOf(reader.peek()) === ';') reader.next();
    const word = plainOf(reader.peek());
    if (reader.peek() === undefined || (word !== undefined && closing.has(word))) break;
    let isNegated = false;
    if (word === '!') {
      isNegated = true;
      reader.next();
    }
    const commands = [commandIn(reader)];
    while (operatorOf(reader.peek()) === '|') {
      reader.next();
      commands.push(commandIn(reader));
    }
    steps.push({ after, isNegated, commands });
    const operator = operatorOf(reader.peek());
    if (operator !== ';' && operator !== '&&' && operator !== '||') break;
    after = operator;
    reader.next();
  }
  if (after !== ';' && steps.at(-1)?.after !== after && reader.peek() === undefined)
    throw new NotUnderstood('a command is missing');
  return steps;
};

const expect = (reader: Reader, word: string): void => {
  while (operatorOf(reader.peek()) === ';') reader.next();
  if (plainOf(reader.next()) !== word) throw new NotUnderstood(`${word} is missing`);
};

const bodyIn = (reader: Reader): Script => {
  expect(reader, 'do');
  const body = listIn(reader);
  expect(reader, 'done');
  return body;
};

const commandIn = (reader: Reader): Command => {
  const word = plainOf(reader.peek());
  if (word !== undefined && unknown.has(word)) throw new NotUnderstood(`${word} is not known`);
  switch (word) {
    case 'while':
    case 'until': {
      reader.next();
      const condition = listIn(reader);
      return { kind: 'loop', isUntil: word === 'until', condition, body: bodyIn(reader) };
    }
    case 'for': {
      reader.next();
      const name = plainOf(reader.next());
      if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) throw new NotUnderstood('for takes a name');
      expect(reader, 'in');
      return { kind: 'for', name, words: wordsIn(reader), body: bodyIn(reader) };
    }
    case 'if':
      reader.next();
      return ifIn(reader);
    default:
      return simpleIn(reader);
  }
};

const ifIn = (reader: Reader): Command => {
  const condition = listIn(reader);
  expect(reader, 'then');
  const then = listIn(reader);
  const word = plainOf(reader.next());
  if (word === 'elif')
    return { kind: 'if', condition, then, otherwise: [{ after: ';', isNegated: false, commands: [ifIn(reader)] }] };
  if (word === 'fi') return { kind: 'if', condition, then, otherwise: [] };
  if (word !== 'else') throw new NotUnderstood('fi is missing');
  const otherwise = listIn(reader);
  expect(reader, 'fi');
  return { kind: 'if', condition, then, otherwise };
};

const wordsIn = (reader: Reader): readonly Word[] => {
  const words: Word[] = [];
  for (let token = reader.peek(); token?.kind === 'word'; token = reader.peek()) {
    words.push(token.word);
    reader.next();
  }
  return words;
};

const simpleIn = (reader: Reader): Command => {
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  for (let token = reader.peek(); token !== undefined; token = reader.peek()) {
    if (token.kind === 'word') words.push(token.word);
    else {
      const operator = token.text;
      if (operator === '&') throw new NotUnderstood('nothing runs in the background');
      if (operator === ';' || operator === '&&' || operator === '||' || operator === '|') break;
      if (operator === '>&1' || operator === '>&2' || operator === '2>&1') redirects.push({ operator });
      else {
        reader.next();
        const target = reader.peek();
        if (target?.kind !== 'word') throw new NotUnderstood('a file is missing');
        redirects.push({ operator, target: target.word });
      }
    }
    reader.next();
  }
  if (words.length === 0 && redirects.length === 0) throw new NotUnderstood('a command is missing');
  return { kind: 'simple', words, redirects };
};
