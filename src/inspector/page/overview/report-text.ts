/** A request that hangs, as text for a bug report. */
import { shortName } from '../../../journal/actor-name.ts';
import { durationText, stateText } from '../../../journal/wording.ts';
import type { Moment, OpenRequest } from '../../model/questions.ts';
import { shown } from '../parts/text.tsx';
import { dateText } from '../parts/time.tsx';

const waitText = ({ service, forUs }: OpenRequest['waits'][number]): string =>
  `  waits for ${shortName(service)}${forUs === undefined ? '' : `, for ${durationText(forUs)}`}`;

/** A few lines; what a client sent is not in it. */
export const reportText = (
  { type, id, actor, stage, waits, forUs, leftUs, retries, isStuck }: OpenRequest,
  { run, q, wallUs }: Moment,
): string =>
  [
    `${type} has not been answered for ${durationText(forUs)}${isStuck ? ' (stuck)' : ''}`,
    `  request   ${id}`,
    `  for       ${actor === '' ? 'not known' : actor}`,
    `  stage     ${stateText(stage)}`,
    ...waits.map(waitText),
    `  client    ${leftUs === undefined ? 'did not say how long it waits' : leftUs <= 0 ? 'has given up' : `waits ${durationText(leftUs)} more`}`,
    ...(retries > 0 ? [`  retries   ${retries}`] : []),
    `  moment    ${run}:${Math.floor(q)}, ${dateText(wallUs)}`,
  ]
    .map(shown)
    .join('\n');
