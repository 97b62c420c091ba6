/** A long recording of a busy node: lives of pods as a simulated daemon tells them, many at a time, one after another. */
import { createHash } from 'node:crypto';
import { catalogue } from '../../src/simulation/explore/catalogue.ts';
import { madeRecording } from '../../test/helpers/made-recording.ts';

export interface SyntheticOptions {
  readonly records: number;
  /** That are there at a time. */
  readonly pods: number;
}

const hexOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * NDJSON, in pieces of about 64 KiB. Ids are as long as real ones; a record comes every 200 µs, and every fourth life stays at
 * "running" for as long as three others take.
 */
export function* synthetic({ records, pods }: SyntheticOptions): Generator<Uint8Array> {
  const { header, before, life } = template();
  const encoder = new TextEncoder();
  const inputs = life.filter(({ isInput }) => isInput).length;
  let q = 0;
  let text = `${JSON.stringify(header)}\n`;
  for (const line of before) {
    q += 1;
    text += `${line.make({ q, base: 0, us: 0, id: '', container: '' })}\n`;
  }
  /** Where each slot is in its life; numbers of its records, to tell causes. */
  const slots = Array.from({ length: pods }, (_, slot) => ({
    lives: 0,
    at: -(slot % inputs),
    pause: 0,
    numbers: [] as number[],
  }));
  const ids = slots.map((_, slot) => [hexOf(`pod ${slot} 0`), hexOf(`ctr ${slot} 0`)] as [string, string]);
  while (q < records)
    for (const [slot, its] of slots.entries()) {
      if (q >= records) break;
      if (its.pause > 0) {
        its.pause -= 1;
        continue;
      }
      if (its.at < 0) {
        its.at += 1;
        continue;
      }
      if (its.at >= life.length) {
        its.lives += 1;
        its.at = 0;
        its.numbers = [];
        ids[slot] = [hexOf(`pod ${slot} ${its.lives}`), hexOf(`ctr ${slot} ${its.lives}`)];
        continue;
      }
      // An input, and all that it causes.
      do {
        const line = life[its.at] as Line;
        q += 1;
        its.numbers[its.at] = q;
        const [id, container] = ids[slot] ?? ['', ''];
        text += `${line.make({ q, us: q * 200, cause: its.numbers[line.cause], id, container })}\n`;
        its.at += 1;
        if (line.isRunning && slot % 4 === 0) its.pause = inputs * 3;
      } while (its.at < life.length && !(life[its.at] as Line).isInput);
      if (text.length >= 65_536) {
        yield encoder.encode(text);
        text = '';
      }
    }
  yield encoder.encode(text);
}

interface Line {
  /** Place in the life of what caused it; -1: it is not of this life. */
  readonly cause: number;
  readonly isRunning: boolean;
  readonly isInput: boolean;
  readonly make: (of: {
    readonly q: number;
    readonly us: number;
    readonly base?: number;
    readonly cause?: number | undefined;
    readonly id: string;
    readonly container: string;
  }) => string;
}

const template = () => {
  const scenario = catalogue().find(({ name }) => name === 'one life');
  if (scenario === undefined) throw new Error('no scenario');
  const made = madeRecording(scenario, { hasContexts: true });
  made.rest();
  const [header] = made.text().split('\n', 1);
  const begins = made.records.findIndex((record) => record.k === 'I');
  const lineOf = (record: object & { readonly q: number; readonly c?: number; readonly k: string }): Line => {
    const { q: _q, t: _t, c, ...rest } = record as typeof record & { readonly t: number };
    const { k, ...others } = rest;
    const body = JSON.stringify(others)
      .slice(1)
      .replaceAll(/\bpod:a\b/g, 'pod:\u0001')
      .replaceAll(/a-c0/g, '\u0002')
      .replaceAll(/"a"(?=[,}])/g, '"\u0001"')
      .replaceAll(/"kubelet-(\d+)"/g, '"\u0003-$1"');
    const cause = c === undefined ? -1 : c - 1 - begins;
    return {
      cause,
      isInput: record.k === 'I',
      isRunning: (record as { readonly v1?: unknown }).v1 === 'alive.running',
      make: ({ q, us, cause: its, id, container }) => {
        const because = its === undefined ? '' : `"c":${its},`;
        const own = body.replaceAll('\u0001', id).replaceAll('\u0002', container).replaceAll('\u0003', id.slice(0, 12));
        return `{"k":"${k}","q":${q},"t":${us},${because}${own}`;
      },
    };
  };
  return {
    header: JSON.parse(header ?? '{}') as object,
    before: made.records.slice(0, begins).map(lineOf),
    life: made.records.slice(begins).map(lineOf),
  };
};
