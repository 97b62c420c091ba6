import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Json } from '../../../machines/json.ts';
import { readCdiSpec } from '../../../oci/cdi/read-spec.ts';
import { CdiFault } from '../../../oci/cdi/reader.ts';
import type { CdiFile } from '../../../oci/cdi/resolve.ts';
import { errnoOf } from '../../fs-failure.ts';

/** A machine with many graphics cards has some ten kilobytes. */
const maxBytes = 1024 * 1024;
/** Vendors' files have none; many, nested, would become a large tree. */
const maxAliases = 100;

/** A file's spec, or why it has none. Never fails: other files are not to suffer from a broken one. */
export const readCdiFile = async (path: string, priority: number): Promise<CdiFile> => {
  try {
    return { path, priority, spec: readCdiSpec(await contentOf(path)) };
  } catch (thrown) {
    return { path, priority, fault: faultIn(thrown) };
  }
};

const contentOf = async (path: string): Promise<Json> => {
  const text = await boundedText(path);
  if (path.endsWith('.json')) return JSON.parse(text) as Json;
  if (isNestedDeeply(text)) throw new CdiFault('is nested too deeply');
  const { parse } = await import('yaml');
  return parse(text, { maxAliasCount: maxAliases, prettyErrors: false }) as Json;
};

/** CDI itself has a depth of five. Parsing takes the square of the depth, in which nothing else would be served. */
const maxDepth = 100;

/** Whether it may be too deep: brackets of flow style, dashes in a row, indentation. */
const isNestedDeeply = (text: string): boolean => {
  if (/(?:[-?] +){32}|^ {400}/m.test(text)) return true;
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > maxDepth) return true;
  }
  return false;
};

/** A FIFO that has the name of a spec must not hold up anybody: hence non-blocking. */
const boundedText = async (path: string): Promise<string> => {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = await file.stat();
  if (!stats.isFile()) throw new CdiFault('is not a file');
  const buffer = Buffer.allocUnsafe(maxBytes + 1);
  let length = 0;
  while (length <= maxBytes) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) return buffer.toString('utf8', 0, length);
    length += bytesRead;
  }
  throw new CdiFault(`is larger than ${maxBytes} bytes`);
};

const faultIn = (thrown: unknown): string => {
  if (thrown instanceof CdiFault) return thrown.message;
  const code = errnoOf(thrown);
  if (code !== undefined) return `cannot be read: ${code}`;
  const reason = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown);
  return `cannot be parsed: ${reason.slice(0, 200)}`;
};
