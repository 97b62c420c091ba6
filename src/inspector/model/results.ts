/** What a service answered, where the recording tells it: in the input that brought the answer. */
import { clean } from '../../journal/wording.ts';
import { kinds, type Source } from './source.ts';

/** Rows between an input and the answers that it brings. */
const farthest = 2000;

/** @param answer row of an `R`. Undefined: it is not told. */
export const resultOf = (source: Source, answer: number): unknown => {
  const { rows, strings } = source;
  const call = rows.from(answer);
  for (let row = answer; row >= Math.max(rows.first(), answer - farthest); row -= 1) {
    if (rows.kind(row) !== kinds.I) continue;
    const record = source.record(row);
    if (record?.k !== 'I') return undefined;
    if (rows.actor(row) === call) return record.e;
    const name = strings.textOf(call);
    const atOnce: unknown = record.y;
    const its = Array.isArray(atOnce)
      ? atOnce.find((each: unknown) => Array.isArray(each) && each[0] === name)
      : undefined;
    return Array.isArray(its) ? its[1] : undefined;
  }
  return undefined;
};

/** Fields that say which thing it is, the most telling first. */
const telling = ['ip', 'pid', 'rootfsDir', 'bundleDir', 'resolvConf', 'imageId', 'manifestDigest'];

/** `10.88.0.4`, `pid 4711`, a path; empty: nothing to tell. */
export const textOfResult = (result: unknown): string => {
  if (typeof result !== 'object' || result === null) return '';
  const fields = result as Readonly<Record<string, unknown>>;
  const { identity } = fields;
  if (typeof identity === 'object' && identity !== null) return textOfResult(identity);
  for (const name of telling) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof value === 'string' && value !== '') return clean(value);
    if (typeof value === 'number') return `${name} ${value}`;
  }
  const texts = Object.values(fields).filter((value) => typeof value === 'string');
  return clean(texts.join(', '));
};
