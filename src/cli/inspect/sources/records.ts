/** Records that were made here (a simulated run, a what-if) as a source: inputs, as a daemon writes them, with all that they cause. */
import type { Line, SourceAbout } from '../../../inspector/stream.ts';
import type { HeaderRecord } from '../../../journal/format.ts';
import type { ReadRecord } from '../../../journal/read.ts';
import type { UnfoldOptions } from '../../../simulation/unfold.ts';
import type { Source } from '../source.ts';
import { producedSource, type Telling } from './produced.ts';
import { openUnfolded } from './unfolded.ts';

export interface RecordsOptions {
  readonly about: SourceAbout;
  /** Each life begins with its header. */
  readonly records: readonly ReadRecord[];
  readonly charts?: UnfoldOptions['charts'];
  /** What is found out later, when all records are told. */
  readonly after?: ((telling: Telling) => void | Promise<void>) | undefined;
}

export const recordsSource = ({ about, records, charts, after }: RecordsOptions): Source =>
  producedSource({
    about,
    produce: async (telling) => {
      await tellRecords(records, telling, { charts });
      telling.line({ k: 'live' } satisfies Line);
      telling.line({ k: 'progress', done: 1 } satisfies Line);
      await telling.flush();
      await after?.(telling);
      telling.line({ k: 'ended', why: 'the run ends here' });
    },
    inputs: async function* (run) {
      yield* runOf(records, run);
    },
  });

const tellRecords = async (
  records: readonly ReadRecord[],
  telling: Telling,
  options: Pick<UnfoldOptions, 'charts'>,
): Promise<void> => {
  const unfolded = openUnfolded(telling, options);
  let header: HeaderRecord | undefined;
  let run = 0;
  for (const record of records) {
    if (record.k === 'H') {
      header = record;
      run += 1;
      unfolded.header(record);
    } else {
      const wallUs = Math.round((header?.epochMs ?? 0) * 1000 + record.t);
      unfolded.take({ record, us: record.t, wallUs, run });
    }
    await telling.breathe();
  }
  unfolded.end();
};

/** From 1, with its header. */
const runOf = (records: readonly ReadRecord[], wanted: number): readonly ReadRecord[] => {
  const starts = records.flatMap(({ k }, at) => (k === 'H' ? [at] : []));
  const from = starts[wanted - 1];
  return from === undefined ? [] : records.slice(from, starts[wanted]);
};
