/** A recording as the commands read it: what is wrong with it is told once, on stderr. */
import { recordingAt, type Told, textOfTrouble } from '../../journal/recording.ts';

export interface Reading {
  /** As often as it is asked for; what is wrong is told the first time. */
  readonly told: () => AsyncGenerator<Told>;
  /** Who wrote it: `tap`, `daemon`; known once something was read. */
  readonly source: () => string;
}

const mostTold = 10;

export const readingOf = (path: string, say: (line: string) => void = onStderr): Reading => {
  let reads = 0;
  let source = '';
  return {
    told: () => {
      reads += 1;
      if (reads > 1) return recordingAt(path);
      let troubles = 0;
      return recordingAt(path, {
        onTrouble: (trouble) => {
          troubles += 1;
          if (troubles <= mostTold) say(textOfTrouble(trouble));
          else if (troubles === mostTold + 1) say('more is wrong with it, which is not told');
        },
        onHeader: (header) => {
          source = String(header.source);
        },
      });
    },
    source: () => source,
  };
};

const onStderr = (line: string): void => void process.stderr.write(`troupe: ${line}\n`);
