/** `troupe export`. */
import { perfettoExport, type TraceEvent } from '../../journal/export/perfetto.ts';
import { shivizExport, shivizParser } from '../../journal/export/shiviz.ts';
import { simExitCodes } from '../exit-codes.ts';
import { badUse, type ExportFlags } from './flags.ts';
import { type Out, outTo } from './out.ts';
import { type Reading, readingOf } from './recordings.ts';
import { seqHere } from './seq.ts';

export const exportHere = async (file: string, flags: ExportFlags): Promise<number> => {
  const formats = (['perfetto', 'shiviz', 'mermaid'] as const).filter((name) => flags[name]);
  const [format] = formats;
  if (format === undefined || formats.length > 1) throw badUse('take one of --perfetto, --shiviz and --mermaid');
  if (flags.json && flags.output === undefined) throw badUse('--json goes with --output: stdout has the export itself');
  const out = outTo(flags.output);
  let written = 0;
  const reading = readingOf(file);
  if (format === 'mermaid') {
    await seqHere(
      file,
      { mermaid: true, all: false },
      {
        write: (text) => {
          written += text.split('\n').length - 1;
          return out.write(text);
        },
        width: undefined,
      },
    );
  } else written = await (format === 'perfetto' ? toPerfetto(reading, out) : toShiviz(reading, out));
  await out.close();
  if (flags.json) process.stdout.write(`${JSON.stringify({ file: flags.output, format, written })}\n`);
  else if (flags.output !== undefined)
    process.stderr.write(
      `${written} ${format === 'perfetto' ? 'events' : 'lines'} written to ${flags.output}${hints[format]}\n`,
    );
  return simExitCodes.fine;
};

const hints = {
  perfetto: '; open it with https://ui.perfetto.dev',
  shiviz: `; its parser: ${shivizParser}`,
  mermaid: '',
} as const;

const toPerfetto = async ({ told }: Reading, out: Out): Promise<number> => {
  const making = perfettoExport();
  let count = 0;
  const put = async (events: readonly TraceEvent[]) => {
    for (const event of events) {
      await out.write(`${count === 0 ? '\n' : ',\n'}${JSON.stringify(event)}`);
      count += 1;
    }
  };
  await out.write('{"displayTimeUnit":"ms","traceEvents":[');
  for await (const each of told()) await put(making.see(each));
  await put(making.end());
  await out.write('\n]}\n');
  return count;
};

const toShiviz = async ({ told }: Reading, out: Out): Promise<number> => {
  const making = shivizExport();
  let count = 0;
  for await (const each of told())
    for (const line of making.see(each)) {
      await out.write(`${line}\n`);
      count += 1;
    }
  return count;
};
