/**
 * A recording as the commands read it: what is wrong with it is told once, on stderr, and what inputs caused is told with them,
 * where a file has the inputs of a daemon and nothing else.
 */
import type { HeaderRecord } from '../../journal/format.ts';
import { recordingAt, type Told, textOfTrouble } from '../../journal/recording.ts';
import { lineOf } from '../../journal/wording.ts';

export interface Reading {
  /** As often as it is asked for; what is wrong is told the first time. */
  readonly told: () => AsyncGenerator<Told>;
  /** Who wrote it: `tap`, `daemon`; known once something was read. */
  readonly source: () => string;
}

/** A first record, with its header: what follows says how it is to be read. */
interface Held {
  readonly told: Told;
  readonly header: HeaderRecord | undefined;
}

const mostTold = 10;

/** @param isRaw records as they are in the file, and no others */
export const readingOf = (path: string, isRaw = false, say: (line: string) => void = onStderr): Reading => {
  let reads = 0;
  let source = '';
  const told = async function* (): AsyncGenerator<Told> {
    reads += 1;
    const isFirst = reads === 1;
    let troubles = 0;
    const tell = (line: string) => {
      troubles += 1;
      if (!isFirst || troubles > mostTold + 1) return;
      say(troubles > mostTold ? 'more is wrong with it, which is not told' : line);
    };
    let unfolding: Awaited<ReturnType<typeof unfoldingOf>> | undefined;
    let isDecided = isRaw;
    let header: HeaderRecord | undefined;
    let first: Held | undefined;
    const begin = async function* (held: Held): AsyncGenerator<Told> {
      unfolding = await unfoldingOf(tell);
      if (held.header !== undefined) unfolding.header(held.header);
      yield* unfolding.take(held.told);
    };
    const records = recordingAt(path, {
      onTrouble: (trouble) => tell(textOfTrouble(trouble)),
      onHeader: (next) => {
        source = String(next.source);
        header = next;
        unfolding?.header(next);
      },
    });
    for await (const each of records) {
      const { record } = each;
      if (!isDecided) {
        isDecided = true;
        // A recording that has more begins with a birth; one that a page has saved, with an input and what it caused.
        if (record.k === 'I' && record.s === 'start') {
          first = { told: each, header };
          continue;
        }
      }
      if (first !== undefined) {
        const held = first;
        first = undefined;
        if (Number.isInteger(record.q)) yield* begin(held);
        else yield held.told;
        if (header !== undefined && header !== held.header) unfolding?.header(header);
      }
      if (unfolding === undefined) yield each;
      else yield* unfolding.take(each);
    }
    if (first !== undefined) yield* begin(first);
  };
  return { told, source: () => source };
};

/** The simulation is loaded where it is needed. */
const unfoldingOf = async (tell: (line: string) => void) => {
  const { openUnfolding } = await import('../../simulation/unfold.ts');
  return openUnfolding(({ q, reason, build, input }) => {
    const { who, what } = lineOf({ k: 'I', q, t: 0, ...input });
    tell(
      `record ${q} (${who} ${what}) causes other things in this build than in ${build || 'the one that recorded it'}: ${reason}; what inputs cause from there on is not told`,
    );
  });
};

const onStderr = (line: string): void => void process.stderr.write(`troupe: ${line}\n`);
