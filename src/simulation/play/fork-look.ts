/** What invariants make of a what-if: over all its lives, those that need to know nothing of the world. */
import type { Core } from '../../actors/core.ts';
import { lifeInvariants } from '../../invariants/all.ts';
import type { Violation } from '../../invariants/invariant.ts';
import { openJudge } from '../../invariants/judge.ts';
import type { JsonObject } from '../../machines/json.ts';
import { KeptMap } from '../../machines/keeping.ts';
import type { Draft, Reply } from '../../machines/messages.ts';
import type { MemoryStore } from '../../store/memory-store.ts';
import type { Asked } from '../clients.ts';
import type { Timers } from '../timers.ts';
import { openWitness } from '../witness.ts';
import type { World } from '../world/world.ts';

/** The life that goes on now. */
export interface LookedAt {
  readonly core: Core;
  readonly timers: Pick<Timers, 'armed'>;
}

export interface ForkLook {
  readonly requests: ReadonlyMap<string, Asked>;
  readonly live: () => void;
  /** Its clients wait no more. */
  readonly died: () => void;
  readonly asked: (requestId: string, command: Draft) => void;
  readonly cancelled: (requestId: string) => void;
  /** @returns whose reply it is */
  readonly replied: (reply: Reply) => Asked | undefined;
  readonly complained: (message: string, fields: JsonObject) => void;
  /** Before each input. */
  readonly forget: () => void;
  /** After it. @returns what does not hold, and was not told before */
  readonly look: () => Violation | undefined;
}

const judge = openJudge(lifeInvariants);
/** Timers of the background, which are armed for ever. */
export const isBackground = (name: string): boolean => name.includes('.debtsMs.');
/** So many views are looked at after each input; where there are more, after each second one, and so on. */
const viewsAtOnce = 200;
const recount = 256;

export const openForkLook = (options: {
  readonly store: MemoryStore;
  readonly world: World;
  readonly now: () => LookedAt;
  readonly nowMs: () => number;
}): ForkLook => {
  const { store, world, now, nowMs } = options;
  const requests = new KeptMap<string, Asked>();
  const fresh: { request: Asked; reply: Reply }[] = [];
  const complaints: { message: string; fields: JsonObject }[] = [];
  const told = new Set<string>();
  let looks = 0;
  let every = 1;
  const refuse = (): never => {
    throw new Error('who only looks arms no timers');
  };
  const witness = openWitness({
    store,
    timers: {
      now: nowMs,
      armed: () => now().timers.armed(),
      arm: refuse,
      clear: refuse,
      keep: refuse,
      reach: refuse,
      serve: refuse,
    },
    world,
    clients: [],
    requests,
    fresh,
    complaints,
    laters: [],
    core: () => now().core,
    desk: () => ({ pending: new Set() }),
    isBackground,
    isTimed: true,
    isPunctual: false,
    actorsMayCrash: true,
  });

  return {
    requests,
    live: () => witness.live(now().core),
    died: () => {
      witness.died();
      for (const request of requests.values()) if (request.state === 'open') request.state = 'lost';
    },
    asked: (requestId, command) => {
      const isEarly = !now().core.isServing();
      const request: Asked = {
        requestId,
        client: '',
        command,
        askedAtMs: nowMs(),
        isEarly,
        replies: [],
        state: 'open',
      };
      requests.set(requestId, request);
      witness.asked(request);
    },
    cancelled: (requestId) => {
      const request = requests.get(requestId);
      if (request?.state === 'open') request.state = 'cancelled';
    },
    replied: (reply) => {
      const request = requests.get(reply.requestId);
      if (request === undefined) return undefined;
      request.replies.push(reply);
      if (request.state === 'open') request.state = 'answered';
      fresh.push({ request, reply });
      return request;
    },
    complained: (message, fields) => void complaints.push({ message, fields }),
    forget: () => {
      fresh.length = 0;
      witness.forget();
    },
    look: () => {
      if (looks % recount === 0) every = Math.max(1, Math.ceil(Number(now().core.counts().containers) / viewsAtOnce));
      looks += 1;
      if (looks % every !== 0) return undefined;
      witness.look();
      const violation = judge.always(witness.facts);
      if (violation === undefined || told.has(violation.invariant)) return undefined;
      told.add(violation.invariant);
      return violation;
    },
  };
};
