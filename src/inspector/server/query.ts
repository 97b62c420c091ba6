/** Parameters of an address, checked for their form. Each mistake is a 400 that names the parameter. */
import { Refusal } from './api.ts';

const longestText = 512;
const mostItems = 1000;

export interface Query {
  /** Not empty, on one line. */
  readonly text: (name: string) => string;
  /** As often as it is there: at least once. */
  readonly texts: (name: string) => readonly string[];
  /** Of those that stand behind each other with commas; none where it is missing or empty. */
  readonly list: (name: string) => readonly string[];
  readonly wholes: (name: string) => readonly number[];
  /** From 0, with parts: the number of a record. */
  readonly number: (name: string) => number;
  /** From 1. @param usual where it is missing */
  readonly count: (name: string, usual: number) => number;
}

/**
 * @param search behind the `?`
 * @param known all that may be there
 * @throws Refusal 400
 */
export const queryOf = (search: string, known: readonly string[]): Query => {
  const params = new URLSearchParams(search);
  for (const name of params.keys())
    if (!known.includes(name)) throw wrong(`${JSON.stringify(cut(name))} is not asked for here`);
  const one = (name: string): string | undefined => {
    const all = params.getAll(name);
    if (all.length > 1) throw wrong(`${name} is there more than once`);
    return all[0];
  };
  const text = (name: string): string => textIn(name, one(name));
  const list = (name: string): readonly string[] => {
    const said = one(name) ?? '';
    const items = said === '' ? [] : said.split(',');
    if (items.length > mostItems) throw wrong(`${name} has more than ${mostItems} parts`);
    return items.map((item) => textIn(name, item));
  };
  return {
    text,
    texts: (name) => {
      const all = params.getAll(name);
      if (all.length === 0) throw wrong(`${name} is missing`);
      if (all.length > mostItems) throw wrong(`${name} is there more than ${mostItems} times`);
      return all.map((each) => textIn(name, each));
    },
    list,
    wholes: (name) => list(name).map((item) => numberIn(name, item, /^\d{1,9}$/, 'whole numbers with commas')),
    number: (name) => numberIn(name, text(name), /^\d{1,15}(\.\d{1,6})?$/, 'a number of a record'),
    count: (name, usual) => {
      const said = one(name);
      return said === undefined ? usual : numberIn(name, said, /^[1-9]\d{0,8}$/, 'a number from 1');
    },
  };
};

const wrong = (reason: string) => new Refusal(400, reason);
const cut = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const textIn = (name: string, text: string | undefined): string => {
  if (text === undefined || text === '') throw wrong(`${name} is missing`);
  if (text.length > longestText) throw wrong(`${name} is longer than ${longestText} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) throw wrong(`${name} has control characters`);
  return text;
};

const numberIn = (name: string, text: string, form: RegExp, is: string): number => {
  if (!form.test(text)) throw wrong(`${name} is to be ${is}, and is ${JSON.stringify(cut(text))}`);
  return Number(text);
};
