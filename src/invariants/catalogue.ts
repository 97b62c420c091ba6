/** The invariants by number: what each is called, and where it is judged besides by the code of this room. */
import type { InvariantId } from './invariant.ts';

export interface Entry {
  readonly title: string;
  /** Tests with the real kernel that judge what no simulation has. */
  readonly real?: readonly string[];
  /** Why no code of this room judges it. */
  readonly why?: string;
}

export const catalogue = {
  I01: { title: 'One request, one reply' },
  I02: { title: 'Same metadata, same object' },
  I03: { title: 'Cancellation ends waiting, not duties' },
  I04: { title: 'Stop and Remove are repeatable' },
  I05: { title: 'Reads and urgent commands never wait for a mutation' },
  I06: { title: 'Isolation' },
  I07: { title: 'Answers are true' },
  I08: { title: 'Forward only' },
  I09: { title: 'The exit is written once' },
  I10: { title: 'No exit is missed' },
  I11: { title: 'An exit becomes visible in bounded time' },
  I12: { title: 'One teardown per object' },
  I13: { title: 'Closed door' },
  I14: { title: 'Nothing lives after EXITED' },
  I15: { title: 'Stop escalation' },
  I16: { title: 'Stop is defined in every state' },
  I17: { title: 'Unknown has a way out' },
  I18: { title: 'Honest exec' },
  I19: { title: 'After Remove nothing is left' },
  I20: { title: 'A failed creation leaves nothing, or something visible' },
  I21: { title: 'Record before effect', real: ['test/e2e/crash.e2e.test.ts'] },
  I22: { title: 'Ordered, resumable undo' },
  I23: { title: 'Every helper ends and is reaped' },
  I24: { title: 'Processes have identities' },
  I25: { title: 'No growth', real: ['test/e2e/soak.e2e.test.ts'] },
  I26: { title: 'Every outside call is bounded' },
  I27: { title: 'ADD and DEL are paired' },
  I28: { title: 'One address, one pod' },
  I29: { title: 'Broken networking does not make pods immortal' },
  I30: { title: 'Network readiness is current' },
  I31: {
    title: 'The log is complete',
    real: ['test/contracts/tasks.ts', 'test/e2e/containers.e2e.test.ts'],
    why: 'no byte of a log passes the daemon: conmon writes the file, and a simulated one would only agree with itself',
  },
  I32: { title: 'Draining is bounded', real: ['test/e2e/streaming.e2e.test.ts'] },
  I33: { title: 'Viewers have no power', real: ['test/e2e/streaming.e2e.test.ts'] },
  I34: { title: 'Reopen works' },
  I35: { title: 'Streams end', real: ['test/e2e/streaming.e2e.test.ts'] },
  I36: { title: 'Events: ordered, complete, or visibly broken' },
  I37: { title: 'Publish what is true' },
  I38: { title: 'The OOM reason is final' },
  I39: { title: 'Restart equivalence', real: ['test/e2e/crash.e2e.test.ts'] },
  I40: { title: 'Recovery is per object and bounded' },
  I41: { title: 'No destruction in doubt' },
  I42: { title: 'What is in use is pinned' },
  I43: { title: 'Equal pulls agree' },
  I44: { title: 'Ready means ready' },
  I45: { title: 'Freezing always ends' },
  I46: { title: 'Update has a meaning everywhere' },
} as const satisfies Partial<Record<InvariantId, Entry>>;
