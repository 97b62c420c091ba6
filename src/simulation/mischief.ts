/**
 * What may go wrong in a simulation, as choices: faults of calls and watchers, what befalls the machine, deaths of the daemon
 * after which not all is there again. Each costs what the scenario allows; what the plan of faults says costs nothing.
 */
import { openPicker } from '../faults/picker.ts';
import type { JsonObject } from '../machines/json.ts';
import { type Keep, KeptMap, keepAll } from '../machines/keeping.ts';
import type { ServiceName } from '../machines/services.ts';
import type { ChoiceKind } from './choices.ts';
import type { Desk } from './desk.ts';
import { type FaultyStore, fullDisk } from './faulty-store.ts';
import type { Call, Watch } from './pending.ts';
import { type CallFault, type FaultKind, isCallFault, type Scenario } from './scenario.ts';
import type { Timers } from './timers.ts';
import { serviceNames } from './world/acts.ts';
import { hasLimit, limitOf, silenceMs } from './world/call-limits.ts';
import { type PlannedFault, parseServicePlan } from './world/fault-plan.ts';
import { type Event, machineText, mendsOf, mishapsOf, type Scene } from './world/mishaps.ts';
import type { WatchName } from './world/watches.ts';
import type { World } from './world/world.ts';

export type AddChoice = (kind: ChoiceKind, id: string, happen: () => void) => void;

export interface Mischief {
  readonly plannedFor: (service: ServiceName) => PlannedFault | undefined;
  /** The default of a call that waits: it happens, unless the plan says otherwise. */
  readonly outcomeOf: (call: Call) => { readonly word: string; readonly happen: () => void };
  /** What hangs or is silent, the first to be given up first. */
  readonly asleep: () => { readonly name: string; readonly atMs: number; readonly expire: () => void } | undefined;
  /** What passes by itself when nothing else goes on. */
  readonly mends: () => readonly Event[];
  /** Beside the default choices, whose ids these are. */
  readonly others: (known: ReadonlySet<string>, mayDie: boolean, add: AddChoice) => void;
  /** Deaths after which not all is there again. */
  readonly badEnds: (life: number, die: (spoil: () => void) => void) => readonly Event[];
  /** Nothing more goes wrong, and what can pass has passed. */
  readonly calm: () => void;
  /** A complaint that what went wrong explains. */
  readonly explains: (fields: JsonObject, message: string) => boolean;
  readonly text: () => string;
  readonly keep: Keep;
}

export interface MischiefOptions {
  readonly scenario: Scenario;
  readonly world: World;
  readonly store: FaultyStore;
  readonly timers: Timers;
  readonly desk: () => Desk;
  /** Sets the wall clock. */
  readonly jump: (ms: number) => void;
}

export const openMischief = ({ scenario, world, store, timers, desk, jump }: MischiefOptions): Mischief => {
  const { faults: allowed } = scenario;
  const faultKinds = allowed?.kinds ?? [];
  const kinds = scenario.mishaps?.kinds ?? [];
  const failed = new KeptMap<string, number>();
  const plan =
    scenario.plan === undefined
      ? undefined
      : openPicker(parseServicePlan(scenario.plan, serviceNames), scenario.planSeed ?? 1);
  let faults = allowed?.total ?? 0;
  let mishaps = scenario.mishaps?.total ?? 0;
  const scene: Scene = { world, store, clock: { jump }, networkChanged: () => desk().networkChanged() };

  const befall = (call: Call, kind: CallFault): void => {
    if (kind === 'twice') desk().repeat(call);
    else if (kind === 'slow') desk().land(call);
    else if (kind === 'hang' || kind === 'stall')
      desk().hang(call, kind === 'hang' ? 'before' : 'after', timers.now() + limitOf(call.service).ms);
    else desk().fail(call, kind === 'fail' ? 'before' : kind === 'lost' ? 'unanswered' : 'half');
  };
  const expire = (entry: Call | Watch) => () => {
    if (entry.limitAtMs !== undefined) timers.reach(entry.limitAtMs);
    desk().expire(entry);
  };
  const sleeping = (): (Call | Watch)[] => {
    const found: (Call | Watch)[] = [];
    for (const entry of desk().pending) if (entry.kind !== 'load' && entry.limitAtMs !== undefined) found.push(entry);
    return found.sort((one, other) => (one.limitAtMs ?? 0) - (other.limitAtMs ?? 0));
  };
  const may = (path: string, service: ServiceName | WatchName): boolean =>
    allowed !== undefined &&
    faults > 0 &&
    (failed.get(path) ?? 0) < allowed.each &&
    allowed.services?.includes(service) !== false;
  const cost = (path: string, happen: () => void) => () => {
    faults -= 1;
    failed.set(path, (failed.get(path) ?? 0) + 1);
    happen();
  };
  const fits = (kind: CallFault, { act, service }: Call, mayDie: boolean): boolean => {
    if (kind === 'half') return act.half !== undefined;
    if (kind === 'slow') return !mayDie && act.isReading !== true; // to who may die it is a choice anyway
    if (kind === 'fail') return true;
    if (kind === 'hang') return hasLimit(service);
    if (kind === 'stall') return hasLimit(service) && act.isReading !== true;
    return act.isReading !== true;
  };
  const ofCall = (entry: Call, known: ReadonlySet<string>, mayDie: boolean, add: AddChoice) => {
    const { name, path } = entry;
    if (entry.state === 'left') add('outcome', `gone ${name}`, () => desk().fail(entry, 'before'));
    if (entry.state !== 'begun') return;
    if (mayDie && entry.act.isReading !== true) add('outcome', `land ${name}`, () => desk().land(entry));
    if (!may(path, entry.service)) return;
    for (const kind of faultKinds)
      if (isCallFault(kind) && fits(kind, entry, mayDie) && !known.has(`${kind} ${name}`))
        add(
          'fault',
          `${kind === 'slow' ? 'land' : kind} ${name}`,
          cost(path, () => befall(entry, kind)),
        );
  };
  const ofWatch = (entry: Watch, add: AddChoice) => {
    const { name, path, watch } = entry;
    if (!may(path, watch) || entry.limitAtMs !== undefined) return;
    const fault = (kind: FaultKind, happen: () => void) => {
      if (faultKinds.includes(kind)) add('fault', `${kind} ${name}`, cost(path, happen));
    };
    fault('blind', () => desk().blind(entry));
    if (watch === 'watchTask' || watch === 'watchCniConfig')
      fault('silent', () => {
        entry.limitAtMs = timers.now() + silenceMs;
      });
    if (entry.facts.length > 0) fault('again', () => desk().tellTwice(entry));
  };

  return {
    plannedFor: (service) => plan?.next(service),
    outcomeOf: (call) => {
      const { planned: fault, state } = call;
      if (state !== 'begun' || fault === undefined || fault.does === 'delay')
        return { word: 'ok', happen: () => desk().settle(call) };
      if (fault.does === 'fail') return { word: 'fail', happen: () => desk().fail(call, 'before', fault.error) };
      return { word: fault.does, happen: () => befall(call, fault.does) };
    },
    asleep: () => {
      const [first] = sleeping();
      return first && { name: first.name, atMs: first.limitAtMs ?? 0, expire: expire(first) };
    },
    mends: () => mendsOf(scene),
    others: (known, mayDie, add) => {
      for (const entry of desk().pending) {
        if (entry.kind === 'load') continue;
        if (entry.limitAtMs !== undefined && !known.has(`limit ${entry.name}`))
          add('timer', `limit ${entry.name}`, expire(entry));
        if (entry.kind === 'watch') ofWatch(entry, add);
        else ofCall(entry, known, mayDie, add);
      }
      if (kinds.length === 0) return;
      if (mishaps > 0)
        for (const { id, happen } of mishapsOf(kinds, scene))
          add('mishap', id, () => {
            mishaps -= 1;
            happen();
          });
      for (const { id, happen } of mendsOf(scene)) if (!known.has(id)) add('mishap', id, happen);
    },
    badEnds: (life, die) => {
      if (mishaps === 0) return [];
      const end = (id: string, spoil: () => void): Event => ({
        id,
        happen: () => {
          mishaps -= 1;
          die(spoil);
        },
      });
      const ends: Event[] = [];
      if (kinds.includes('recordTorn'))
        for (const key of store.saved.keys()) {
          const [kind, id = ''] = key.split(' ');
          ends.push(end(`crash ${life} torn ${key}`, () => store.tear(kind === 'container' ? kind : 'sandbox', id)));
        }
      if (kinds.includes('reboot')) ends.push(end(`reboot ${life}`, world.reboot));
      if (kinds.includes('commitLost'))
        ends.push(
          end(`reboot ${life} lost`, () => {
            store.loseLast();
            world.reboot();
          }),
        );
      return ends;
    },
    calm: () => {
      faults = 0;
      mishaps = 0;
      for (const { happen } of mendsOf(scene)) happen();
      for (const entry of sleeping()) if (entry.kind === 'watch') desk().expire(entry);
    },
    explains: (fields, message) =>
      (kinds.includes('storeFull') && JSON.stringify(fields).includes(fullDisk)) ||
      (kinds.includes('recordTorn') && message.startsWith('a stored ')),
    text: () =>
      `f${faults} m${mishaps} ${[...failed].sort().join(' ')} ${machineText(world)} ${store.text()} ${plan?.text()}`,
    keep: () => {
      const then = { faults, mishaps };
      const back = keepAll(failed.keep, ...(plan === undefined ? [] : [plan.keep]));
      return () => {
        ({ faults, mishaps } = then);
        back();
      };
    },
  };
};

/** Of one that waits, for who compares states. */
export const waitingText = ({ state, hasHappened, planned }: Call): string =>
  `${state}${hasHappened ? ' happened' : ''}${planned === undefined ? '' : ` ${planned.does}`}`;
