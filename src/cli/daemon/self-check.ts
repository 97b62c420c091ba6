/**
 * A daemon that looks at itself: now and then, when no request is open, it asks the invariants that it can judge by what it
 * shows, has stored and was asked. What breaks one is logged once and counted. It only reads, and what it throws ends here.
 */
import type { Log } from '../../actors/log.ts';
import { daemonInvariants } from '../../invariants/all.ts';
import { openChronicle } from '../../invariants/chronicle.ts';
import type { LifeFacts, RequestSeen } from '../../invariants/facts.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { Ask, Draft } from '../../machines/messages.ts';
import type { Views } from '../../machines/views.ts';
import type { Store } from '../../store/records.ts';

export interface SelfCheckOptions {
  readonly views: Pick<Views, 'sandboxes' | 'containers' | 'container' | 'sandbox' | 'networkReady'>;
  readonly store: Pick<Store, 'records'>;
  readonly log: Log;
  /** Between two looks; 0: none. Asked before each. */
  readonly intervalMs: () => number;
  readonly openRequests: () => number;
  /** Hears of each violation, every time that it is seen. */
  readonly onViolation: (id: string) => void;
  /** Monotone, ms. */
  readonly nowMs?: () => number;
}

export interface SelfCheck {
  /** The same, seen. */
  readonly askOf: (ask: Ask) => Ask;
  /** One look. @returns what it found. */
  readonly look: () => readonly string[];
  readonly start: () => void;
  readonly close: () => void;
}

/** So often a look waits for a moment without open requests. */
const mostPostponed = 5;
/** How often the interval is asked again where there is none. */
const offMs = 10_000;
/** More different violations than that are counted and not logged. */
const mostLogged = 1000;

export const openSelfCheck = (options: SelfCheckOptions): SelfCheck => {
  const { views, store, log, nowMs = () => performance.now() } = options;
  const chronicle = openChronicle();
  const requests = new Map<string, RequestSeen>();
  const logged = new Set<string>();
  const upSinceMs = nowMs();
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  let postponed = 0;

  /** Ids may be given as prefixes. */
  const wholeOf = (draft: Draft): Draft => {
    try {
      if ('containerId' in draft && draft.type !== 'container.create')
        return { ...draft, containerId: views.container(draft.containerId)?.containerId ?? draft.containerId };
      if ('sandboxId' in draft && draft.type !== 'sandbox.run')
        return { ...draft, sandboxId: views.sandbox(draft.sandboxId)?.sandboxId ?? draft.sandboxId };
    } catch {
      // Ambiguous, or nothing is known yet: whoever is asked refuses.
    }
    return draft;
  };

  /** Nothing: the daemon recovers still. */
  const shownNow = () => {
    try {
      return { sandboxes: views.sandboxes(), containers: views.containers() };
    } catch {
      return undefined;
    }
  };

  const factsNow = (): LifeFacts => {
    const shown = shownNow();
    const changes = shown === undefined ? [] : chronicle.show(shown.sandboxes, shown.containers);
    const saved = new Map<string, JsonObject>();
    for (const { kind, id } of changes) {
      const record = store.records.find(kind, id);
      if (record !== undefined) saved.set(`${kind} ${id}`, record as JsonObject);
    }
    return {
      nowMs,
      isServing: () => shown !== undefined,
      isIdle: () => options.openRequests() === 0,
      requests,
      clients: [],
      complaints: [],
      chronicle,
      sandboxes: () => shown?.sandboxes ?? [],
      containers: () => shown?.containers ?? [],
      networkReady: views.networkReady,
      unread: undefined,
      rows: new Map(),
      saved,
      fresh: [],
      changes,
      told: [],
      toldBefore: () => undefined,
      upForMs: () => nowMs() - upSinceMs,
    };
  };

  const violates = ({ id, name }: Invariant<LifeFacts>, wrong: string) => {
    options.onViolation(id);
    const subject = `${name} ${wrong.replace(/\d+(\.\d+)? m?s\b/g, '')}`;
    if (logged.has(subject) || logged.size >= mostLogged) return;
    logged.add(subject);
    log.error({ invariant: id, name, wrong }, 'an invariant does not hold');
  };

  const look = (): readonly string[] => {
    const found: string[] = [];
    try {
      const facts = factsNow();
      for (const invariant of daemonInvariants) {
        const wrong = invariant.check(facts);
        if (wrong === undefined) continue;
        found.push(`${invariant.id} ${wrong}`);
        violates(invariant, wrong);
      }
      chronicle.forgetGone();
    } catch (error) {
      log.warn({ error: String(error) }, 'the daemon could not look at itself');
    }
    return found;
  };

  const wait = () => {
    const intervalMs = options.intervalMs();
    const isBusy = postponed > 0;
    timer = setTimeout(() => tick(intervalMs), intervalMs === 0 ? offMs : isBusy ? intervalMs / 10 : intervalMs);
    timer.unref();
  };
  const tick = (intervalMs: number) => {
    if (intervalMs > 0 && options.openRequests() > 0 && postponed < mostPostponed) postponed += 1;
    else {
      postponed = 0;
      if (intervalMs > 0) look();
    }
    wait();
  };

  return {
    askOf: (ask) => async (draft, signal, requestId, leftMs) => {
      asked += 1;
      const key = requestId ?? `self-${asked}`;
      const command = wholeOf(draft);
      const askedAtMs = nowMs();
      requests.set(key, { requestId: key, command, askedAtMs, isEarly: false, replies: [], state: 'open' });
      chronicle.asked(command, askedAtMs);
      try {
        return await ask(draft, signal, requestId, leftMs);
      } catch (error) {
        if (command.type === 'container.create') chronicle.condemn(command.containerId);
        if (command.type === 'sandbox.run') chronicle.condemn(command.sandboxId);
        throw error;
      } finally {
        requests.delete(key);
      }
    },
    look,
    start: wait,
    close: () => clearTimeout(timer),
  };
};
