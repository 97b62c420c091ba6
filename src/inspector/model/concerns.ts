/** What somebody on call would want to know although no request says so. */
import { durationText } from '../../journal/wording.ts';
import { hasCrashed, isThere, livesAt, machineOf, type Now, stateAt, type WaitsAt, waitsOf } from './at.ts';
import { crashLoopsAt } from './crash-loops.ts';
import { killDueUs } from './grace.ts';
import type { LifeRows } from './lives.ts';
import { isTooLong, isWatch, longUs } from './open-requests.ts';
import type { Concern, OpenRequest } from './questions.ts';
import type { Source } from './source.ts';
import { outermostOf } from './tone.ts';

const mostConcerns = 100;

/** @param requests open ones: what they wait for is told there. */
export const concernsAt = (
  source: Source,
  now: Now,
  waits: WaitsAt,
  requests: readonly OpenRequest[],
): readonly Concern[] => {
  const askedFor = new Set(requests.flatMap((request) => request.waits.map(({ row }) => row)));
  const found = livesAt(source, now.row).flatMap((life) => [
    ...(hasCrashed(life, now.row) ? [] : inState(source, life, now, waits)),
    ...hanging(source, life, now, waits, askedFor),
  ]);
  return [...found, ...crashLoopsAt(source, now)]
    .sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad') || b.forUs - a.forUs)
    .slice(0, mostConcerns);
};

const usualText = (source: Source, service: string): string => {
  const usual = source.usual.of(source.strings.find(service));
  return usual === undefined ? '' : `; usually ${durationText(usual.us)}`;
};

/** Calls that nobody who is still there has asked for. Pulls tell of theirs themselves. */
const hanging = (
  source: Source,
  life: LifeRows,
  now: Now,
  waits: WaitsAt,
  askedFor: ReadonlySet<number | undefined>,
): readonly Concern[] => {
  if (!isThere(life, now.row) || machineOf(source, life) === 'pull') return [];
  return waitsOf(source, life, now, waits).flatMap(({ service, forUs, row }): readonly Concern[] => {
    if (forUs === undefined || isWatch(service) || (row !== undefined && askedFor.has(row))) return [];
    if (!isTooLong(source, source.strings.find(service), forUs)) return [];
    const text = `${service} has not answered for ${durationText(forUs)}${usualText(source, service)}`;
    return [{ kind: 'hanging', actor: source.strings.textOf(life.name), text, forUs, row, tone: 'bad' }];
  });
};

const inState = (source: Source, life: LifeRows, now: Now, waits: WaitsAt): readonly Concern[] => {
  const { state, sinceUs, row } = stateAt(source, life, now.row);
  const machine = machineOf(source, life);
  const forUs = sinceUs === undefined ? 0 : now.us - sinceUs;
  const actor = source.strings.textOf(life.name);
  const concern = (kind: string, text: string, tone: Concern['tone'] = 'bad'): readonly Concern[] => [
    { kind, actor, text, forUs, row: row < 0 ? undefined : row, tone },
  ];
  const outermost = outermostOf(state);
  if (machine === 'pull') {
    const [waiting] = waitsOf(source, life, now, waits);
    const isSlow =
      waiting?.forUs === undefined
        ? forUs > longUs
        : waiting.forUs > longUs || isTooLong(source, source.strings.find(waiting.service), waiting.forUs);
    if (!isSlow) return [];
    const usual = waiting === undefined ? '' : usualText(source, waiting.service);
    return concern('stalled pull', `${state} for ${durationText(forUs)}${usual}`);
  }
  if (machine === 'container' && /(^|\.)stopping\.terminating(\.|$)/.test(state)) {
    const due = killDueUs(source, life, now);
    const left = due === undefined ? undefined : due - now.us;
    if (left === undefined) return concern('grace period', 'waits for its process to end after SIGTERM', 'busy');
    return left > 0
      ? concern('grace period', `SIGKILL comes in ${durationText(left)}`, 'busy')
      : concern('grace period', `SIGKILL is due since ${durationText(-left)}`);
  }
  if (machine === 'container' && state.endsWith('unkillable'))
    return concern('hanging', 'its process does not end of SIGKILL');
  if (outermost === 'removing' && forUs > longUs)
    return concern('stuck removal', `removing for ${durationText(forUs)}`);
  if (machine === 'sandbox' && outermost === 'lost')
    return concern('lost', 'its namespaces or its infra container are gone');
  if (machine === 'sandbox' && outermost === 'halfStopped') return concern('lost', 'its stop has failed half way');
  if (machine === 'container' && outermost === 'stray')
    return concern('lost', 'neither its creation nor the undo of that has succeeded');
  return [];
};
