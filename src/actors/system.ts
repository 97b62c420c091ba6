/**
 * The actor system of a daemon: the core (`core.ts`) with real services, the machine's clock, and promises for those who
 * ask. Everything that is not deterministic enters here: times, ids, results of services.
 */
import { errorOf, FailureError } from '../machines/failure.ts';
import type { JsonObject } from '../machines/json.ts';
import type { LifeEvents } from '../machines/life-events.ts';
import type { Answers, Ask, Draft, Reply } from '../machines/messages.ts';
import type { Driver, ServiceName, Watches } from '../machines/services.ts';
import type { Population } from '../machines/sightings.ts';
import type { StoredSandbox } from '../machines/supervisor.ts';
import { wireCharts } from './charts.ts';
import { type Core, type CoreOptions, openCore } from './core.ts';
import { promisedEffects } from './effects.ts';
import { openActorNames } from './names.ts';
import { type Observer, openObserver } from './observer.ts';
import { populationBelow } from './population.ts';
import { type Present, presentBelow } from './present.ts';
import type { OpenRequest } from './requests.ts';
import type { LifeTape } from './tape.ts';

export interface SystemOptions extends Omit<CoreOptions, 'charts' | 'later' | 'inspect' | 'onReply' | 'tape'> {
  readonly services: Driver<ServiceName>;
  readonly watches: Watches;
  /** What hears of inputs, and of what they cause. */
  readonly tape?: LifeTape | undefined;
  /** A new request id. */
  readonly requestId: () => string;
  /** Once, with all that is stored, before anything is recovered: sweeps what nobody owns. Must be quick. */
  readonly beforeServing?: ((stored: readonly StoredSandbox[]) => Promise<void>) | undefined;
}

export interface System extends Pick<Core, 'views'> {
  readonly ask: Ask;
  readonly onTransition: Observer['onTransition'];
  /** What happens among the actors, for who watches. */
  readonly onSighting: Observer['onSighting'];
  /** Who is there now: every actor, counted when asked. */
  readonly population: () => readonly Population[];
  /** The same, one by one. */
  readonly present: () => readonly Present[];
  /** Requests that are not answered. */
  readonly requests: () => readonly OpenRequest[];
  /** What happens in lives, also while it recovers. */
  readonly life: LifeEvents;
  /** Settles when requests are answered. */
  readonly whenServing: () => Promise<void>;
  /** Refuses new requests, answers those that are open for as long as that, then stops all actors. Containers stay. */
  readonly stop: (limitMs: number) => Promise<void>;
  /** For `Status` with verbose: how many actors, how many open requests. */
  readonly counts: () => JsonObject;
  readonly openRequests: () => number;
}

export const startSystem = (options: SystemOptions): System => {
  const { services, now, log } = options;
  const observer = openObserver({
    now,
    log,
    services: new Set([...Object.keys(services), 'perform']),
    onMove: options.tape?.moved,
  });
  const { tape, ...others } = options;
  const core = openCore({
    ...others,
    charts: wireCharts(promisedEffects(options)),
    later,
    inspect: (event) => {
      tape?.born(event);
      observer.inspect(event);
    },
    tape: tape?.tape,
    onReply: tape?.answered,
  });
  const { supervisor, requests } = core;
  let nameOf = tape?.nameOf;
  core.start();

  return {
    ask: (draft, signal, requestId = options.requestId(), leftMs = undefined) =>
      new Promise<Answers[(typeof draft)['type']]>((resolve, reject) => {
        if (signal?.aborted === true) throw new FailureError('Cancelled', {});
        const cancel = () => {
          reject(new FailureError('Cancelled', { requestId }));
          core.cancel(requestId);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        try {
          const answered = (reply: Reply) => {
            signal?.removeEventListener('abort', cancel);
            if (reply.ok) resolve(reply.value as Answers[(typeof draft)['type']]);
            else reject(errorOf(reply.failure));
          };
          core.say(draft as Draft, requestId, answered, leftMs);
        } catch (error) {
          signal?.removeEventListener('abort', cancel);
          throw error;
        }
      }),
    views: core.views,
    onTransition: observer.onTransition,
    onSighting: observer.onSighting,
    population: () => populationBelow(supervisor),
    present: () => {
      nameOf ??= openActorNames();
      const { sinceOf } = observer;
      return presentBelow(supervisor, { sinceOf, askedAtMs: tape?.askedAtMs, nameOf, nowMs: now() });
    },
    requests: requests.all,
    life: core.life,
    whenServing: () =>
      new Promise((resolve) => {
        if (core.isServing()) {
          resolve();
          return;
        }
        const subscription = supervisor.subscribe((snapshot) => {
          if (!snapshot.matches('serving')) return;
          subscription.unsubscribe();
          resolve();
        });
      }),
    stop: async (limitMs) => {
      supervisor.send({ type: 'system.drain' });
      await noneOpen(core, limitMs);
      supervisor.send({ type: 'system.stop' });
      core.stop();
    },
    openRequests: requests.count,
    counts: core.counts,
  };
};

const later = (delayMs: number, work: () => void): void => {
  if (delayMs === 0) setImmediate(work);
  else setTimeout(work, delayMs).unref();
};

/** Settles once no request is open, or the time is over. */
const noneOpen = ({ requests }: Core, limitMs: number): Promise<void> =>
  new Promise((resolve) => {
    if (requests.count() === 0) {
      resolve();
      return;
    }
    const finish = () => {
      clearTimeout(timer);
      release();
      resolve();
    };
    const timer = setTimeout(finish, limitMs);
    const release = requests.onIdle(finish);
  });
