/** Requests of clients that are not answered: where they hang, for how long, and how much time is left. */
import { stateText } from '../../journal/wording.ts';
import { lifeNamed, type Now, stateAt, type WaitsAt, waitsOf } from './at.ts';
import { killDueUs } from './grace.ts';
import type { LifeRows } from './lives.ts';
import type { OpenRequest, Waiting } from './questions.ts';
import type { Source } from './source.ts';

/** Where nothing is usual, longer than this is stuck, µs. */
export const longUs = 30_000_000;
/** So many times the usual is stuck, but nothing is that is over in this time anyway. */
const stuckFactor = 10;
const shortUs = 1_000_000;

/** What a client's own command, or the client itself, takes its time for. */
const atTheirPace: ReadonlySet<string> = new Set([
  'container.exec',
  'container.openExec',
  'container.attach',
  'sandbox.forwardPorts',
  'perform',
  'Exec',
  'ExecSync',
  'Attach',
  'PortForward',
  'GetContainerEvents',
]);

/** Longer than ten times the usual, or than half a minute where nothing is usual. @param what number of the name. */
export const isTooLong = (source: Source, what: number, forUs: number): boolean => {
  if (atTheirPace.has(source.strings.textOf(what))) return false;
  const usual = source.usual.of(what);
  return forUs > (usual === undefined || usual.of < 3 ? longUs : Math.max(shortUs, stuckFactor * usual.us));
};

/** Of these actors, in order: `pod state ▸ container state ▸ service`. */
const stageOf = (source: Source, lives: readonly LifeRows[], { row }: Now, waits: readonly Waiting[]): string =>
  [
    ...lives.map((life) => stateText(stateAt(source, life, row).state)).filter((text) => text !== '—'),
    ...waits.slice(-1).map(({ service }) => service),
  ]
    .filter((part) => part !== '')
    .join(' ▸ ');

/** The actor and those above it that are pods or containers, outermost first. */
const lineageOf = (source: Source, life: LifeRows, row: number): readonly LifeRows[] => {
  const line: LifeRows[] = [];
  const parts = source.strings.textOf(life.name).split('/');
  for (let count = 1; count <= Math.min(parts.length, 8); count += 1) {
    const above = lifeNamed(source, parts.slice(0, count).join('/'), row);
    if (above !== undefined) line.push(above);
  }
  return line;
};

/** Watchers are waited for all the time: nothing hangs in them. */
export const isWatch = (service: string): boolean =>
  /^(watch|run|attach|forward)[A-Z]/.test(service) && service !== 'attachNetwork';

/** @param isWanted of whom they are asked for: the others are not looked into. */
export const openRequestsAt = (
  source: Source,
  now: Now,
  waits: WaitsAt,
  isWanted: (actor: string) => boolean = () => true,
): readonly OpenRequest[] => {
  const { rows, strings } = source;
  const open = source.requests.open.at(now.row).flatMap((row): readonly OpenRequest[] => {
    const request = source.requests.at(row);
    if (request === undefined || (request.cancelRow >= 0 && request.cancelRow <= now.row)) return [];
    const named = strings.textOf(rows.actor(row));
    const heardBy = strings.textOf(request.heardBy);
    const actor = named === '' || (heardBy !== '' && lifeNamed(source, named, now.row) === undefined) ? heardBy : named;
    const life = lifeNamed(source, actor, now.row);
    if (!isWanted(life === undefined ? actor : strings.textOf(life.name))) return [];
    const forUs = now.us - rows.us(row);
    return [
      openRequest(source, now, waits, {
        id: strings.textOf(rows.request(row)),
        type: strings.textOf(rows.type(row)),
        actor,
        row,
        forUs,
        leftUs: Number.isNaN(request.deadlineUs) ? undefined : request.deadlineUs - forUs,
      }),
    ];
  });
  const known = new Set(open.map(({ id }) => id));
  for (const { id, type, actor, us, deadlineUs, row, endRow } of source.requests.told()) {
    if (known.has(id) || row > now.row || (endRow >= 0 && endRow <= now.row)) continue;
    const leftUs = deadlineUs === undefined ? undefined : deadlineUs - now.us;
    open.push(openRequest(source, now, waits, { id, type, actor, row, forUs: now.us - us, leftUs }));
  }
  const soonest = ({ leftUs, forUs }: OpenRequest): number => leftUs ?? Number.MAX_SAFE_INTEGER - forUs;
  return open.toSorted((a, b) => Number(b.isStuck) - Number(a.isStuck) || soonest(a) - soonest(b));
};

type Asked = Pick<OpenRequest, 'id' | 'type' | 'actor' | 'row' | 'forUs' | 'leftUs'>;

const openRequest = (source: Source, now: Now, waits: WaitsAt, asked: Asked): OpenRequest => {
  const life = asked.actor === '' ? undefined : lifeNamed(source, asked.actor, now.row);
  const lineage = life === undefined ? [] : lineageOf(source, life, now.row);
  const own = life === undefined ? [] : waitsOf(source, life, now, waits);
  const its = own.filter(({ service }) => !isWatch(service));
  const { isHanging, deepest, deeper } = belowOf(source, life, waits, its);
  return {
    ...asked,
    actor: life === undefined ? asked.actor : source.strings.textOf(life.name),
    stage: stageOf(source, deepest === undefined ? lineage : [...lineage, deepest], now, deeper),
    waits: deeper,
    retries: retriesOf(source, asked, now),
    isStuck:
      isHanging ||
      (asked.leftUs !== undefined && asked.leftUs < 0) ||
      (isTooLong(source, source.strings.find(asked.type), asked.forUs) && !isInGrace(source, life, now)),
  };
};

/** It is known when it will be killed, and that is not yet. */
const isInGrace = (source: Source, life: LifeRows | undefined, now: Now): boolean => {
  if (life === undefined || !/(^|\.)stopping\.terminating/.test(stateAt(source, life, now.row).state)) return false;
  const due = killDueUs(source, life, now);
  return due !== undefined && due > now.us;
};

/** What the actor waits for itself; else what one of those below it does. */
const belowOf = (
  source: Source,
  life: LifeRows | undefined,
  waits: WaitsAt,
  own: readonly Waiting[],
): { readonly isHanging: boolean; readonly deepest: LifeRows | undefined; readonly deeper: readonly Waiting[] } => {
  const hangs = (each: Waiting) =>
    each.forUs !== undefined && isTooLong(source, source.strings.find(each.service), each.forUs);
  if (life === undefined || own.length > 0) return { isHanging: own.some(hangs), deepest: undefined, deeper: own };
  const name = `${source.strings.textOf(life.name)}/`;
  for (const actor of waits.keys()) {
    if (!source.strings.textOf(actor).startsWith(name)) continue;
    const its = (waits.get(actor) ?? []).filter(({ service }) => !isWatch(service));
    if (its.length > 0) return { isHanging: its.some(hangs), deepest: source.lives.named(actor)[0], deeper: its };
  }
  return { isHanging: false, deepest: undefined, deeper: [] };
};

/** Older ones are not looked at: with so many, nobody waits for one thing again and again unseen. */
const mostLooked = 200;

/** Requests of the same type for the same thing, in the last quarter of an hour, that wait too or gave up. */
const retriesOf = (source: Source, { type, row, actor }: Asked, now: Now): number => {
  if (actor === '') return 0;
  const { rows, requests } = source;
  const heardBy = requests.at(row)?.heardBy ?? 0;
  // Each try may bring an id of its own, but those that are joined are heard by the same actor.
  const isOfOne = heardBy !== 0 && !source.strings.textOf(heardBy).startsWith('svc:');
  const own = rows.actor(row);
  const isSame = (other: number) =>
    (own !== 0 && rows.actor(other) === own) || (isOfOne && requests.at(other)?.heardBy === heardBy);
  const all = source.requests.ofType(type);
  let times = 0;
  let looked = 0;
  for (let index = all.length - 1; index >= 0 && looked < mostLooked; index -= 1) {
    const other = all[index] as number;
    if (other > now.row) continue;
    if (other < rows.first() || now.us - rows.us(other) > 900_000_000) break;
    looked += 1;
    if (other === row || !isSame(other)) continue;
    const end = rows.link(other);
    const cancelRow = requests.at(other)?.cancelRow ?? -1;
    const hasGivenUp = cancelRow >= 0 && cancelRow <= now.row;
    if (end < 0 || end > now.row || hasGivenUp) times += 1;
  }
  return times;
};
