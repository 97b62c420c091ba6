/** `troupe why`. */

import { whyIn } from '../../journal/why.ts';
import { textOfWhy } from '../../journal/why-text.ts';
import { Complaint } from '../complain.ts';
import { simExitCodes } from '../exit-codes.ts';
import { countIn, type WhyFlags } from './flags.ts';
import { outTo } from './out.ts';
import { readingOf } from './recordings.ts';

export const whyHere = async (wanted: string, file: string, flags: WhyFlags): Promise<number> => {
  const [, actor = wanted, q] = /^(.*)@(\d{1,15})$/.exec(wanted) ?? [];
  const mostSteps = countIn(flags.steps, '--steps', 1);
  const reading = readingOf(file);
  const answer = await whyIn(reading.told, actor, {
    at: q === undefined ? undefined : Number(q),
    ...(mostSteps === undefined ? {} : { mostSteps }),
  });
  if (answer.found === undefined) {
    const { candidates, known } = answer;
    throw new Complaint(
      candidates.length > 0
        ? [`troupe: "${actor}" fits more than one actor`, ...candidates.slice(0, 20).map((name) => `  ${name}`)]
        : [
            `troupe: no actor "${actor}" is there${q === undefined ? '' : ` at record ${q}`}`,
            ...(known.length === 0
              ? ['  the recording tells of no actor']
              : ['  there are:', ...known.map((name) => `    ${name}`)]),
          ],
    );
  }
  const { found } = answer;
  const out = outTo(undefined);
  const { pending, ...life } = found.life;
  await out.write(
    flags.json
      ? `${JSON.stringify({ ...found, life: { ...life, pending: [...pending.values()] } })}\n`
      : `${textOfWhy(found).join('\n')}\n`,
  );
  await out.close();
  return simExitCodes.fine;
};
