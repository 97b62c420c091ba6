/** {@link Why} as one screen of text. */
import { shortName } from './actor-name.ts';
import { actorOf, requestOf } from './subject.ts';
import type { Step, Why } from './why.ts';
import { clean, durationText, lineOf, numberText, saidText, stateText, timeText } from './wording.ts';

export const textOfWhy = ({ life, isOver, untilUs, steps, isCut, lost }: Why): readonly string[] => {
  const since =
    life.since === undefined ? '' : `, since ${timeText(life.since.us)} s (${durationText(untilUs - life.since.us)})`;
  const waits = [...life.pending.values()].map(
    ({ service, us }) => `  waits for ${clean(service)}, since ${timeText(us)} s (${durationText(untilUs - us)})`,
  );
  // The transition itself stands with the message that caused it.
  const told = steps.filter(({ record }, index) => index > 0 || steps[1]?.moved?.q !== record.q);
  return [
    `${clean(shortName(life.name))} ${isOver ? 'was last' : 'is'} ${clean(stateText(life.state))}${since}`,
    ...(life.mark === undefined ? [] : [`  ✗ ${clean(life.mark)}`]),
    ...(waits.length === 0 && !isOver ? ['  waits for no service'] : waits),
    ...(life.last === undefined
      ? []
      : [`  heard last: ${saidText(life.last.type)} at ${timeText(life.last.us)} s (${numberText(life.last.q)})`]),
    '',
    'because, newest first:',
    ...columned(told.map((step, index) => rowOf(step, told[index + 1]))),
    ...(isCut ? ['  … and more before that'] : []),
    ...(steps.length === 0 ? ['  nothing that was recorded'] : []),
    ...(lost > 0 ? [`${lost} records are missing before that: a cause may be among them`] : []),
  ];
};

/** What happened between it and what caused it. */
const rowOf = ({ record, us, moved }: Step, before: Step | undefined): readonly string[] => {
  const took = before === undefined || us === before.us ? '' : `+${durationText(us - before.us)}`;
  const { kind, who, what } = lineOf(record);
  const id = requestOf(record);
  const said =
    record.k === 'M'
      ? `hears ${saidText(record.e)}${record.f === undefined ? '' : ` from ${clean(shortName(record.f))}`}${id === '' ? '' : ` [${clean(id)}]`}`
      : what;
  const move = moved === undefined || record.k === 'T' ? '' : `${stateText(moved.v0)} → ${stateText(moved.v1)}`;
  return [
    numberText(record.q),
    timeText(us),
    took,
    kind,
    record.k === 'I' && actorOf(record) === '' ? 'outside' : who,
    said,
    clean(move),
  ];
};

const columned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.min(60, Math.max(widths[index] ?? 0, cell.length));
  return rows.map((row) =>
    `  ${row.map((cell, index) => (index === 1 || index === 2 ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join('  ')}`.trimEnd(),
  );
};
