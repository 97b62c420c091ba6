/** What a chart defines that can be covered, and which chart it was. */
import { createHash } from 'node:crypto';
import { coverageKey, eventKey } from '../../charts/coverage.ts';
import type { PlainChart } from './export.ts';

/** Equal for charts with the same states and transitions, whatever their actions do. */
export const shapeOf = (chart: PlainChart): string =>
  createHash('sha256')
    .update([...keysOf(chart), ...guardsOf(chart)].join('\n'))
    .digest('hex')
    .slice(0, 12);

const guardsOf = ({ states }: PlainChart): readonly string[] =>
  states.flatMap(({ path, on }) => on.map(({ event, guard }) => `${path} ${event} ${guard ?? ''}`));

/** Of all transitions, in their order. */
export const keysOf = ({ states }: PlainChart): readonly string[] =>
  states.flatMap(({ path, on }) =>
    on.map(({ event, to = [] }) =>
      coverageKey(path, eventKey(event), to.map((each) => states[each]?.path ?? '').join()),
    ),
  );
