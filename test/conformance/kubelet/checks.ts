/** Named checks of a run: each is asked until it holds or its time is over; what fails does not end the run. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Checks {
  /**
   * Asks until the answer will do. An error of `ask` is an answer that will not.
   * @returns the answer; undefined where none would do.
   */
  readonly check: <Answer>(
    name: string,
    ask: () => Promise<Answer> | Answer,
    holds: (answer: Answer) => boolean,
    limitMs?: number,
  ) => Promise<Answer | undefined>;
  /** @returns names of what failed. */
  readonly failed: () => readonly string[];
  readonly passed: () => number;
}

export const openChecks = (print: (line: string) => void, signal: AbortSignal): Checks => {
  const failed: string[] = [];
  let passed = 0;
  return {
    check: async (name, ask, holds, limitMs = 90_000) => {
      const startedAtMs = performance.now();
      const elapsedMs = () => performance.now() - startedAtMs;
      for (;;) {
        signal.throwIfAborted();
        const { answer, error } = await settle(ask);
        if (error === undefined && holds(answer as Awaited<ReturnType<typeof ask>>)) {
          passed += 1;
          print(`ok    ${name} (${(elapsedMs() / 1000).toFixed(1)} s)`);
          return answer;
        }
        if (elapsedMs() > limitMs) {
          failed.push(name);
          print(`FAIL  ${name}\n      ${textOf(error ?? answer)}`);
          return undefined;
        }
        await pause(200, undefined, { signal }); // polling what has no event
      }
    },
    failed: () => failed,
    passed: () => passed,
  };
};

const settle = async <Answer>(ask: () => Promise<Answer> | Answer) => {
  try {
    return { answer: await ask(), error: undefined };
  } catch (error) {
    return { answer: undefined, error };
  }
};

const textOf = (thing: unknown): string =>
  (thing instanceof Error ? String(thing.cause ?? thing) : (JSON.stringify(thing) ?? 'nothing')).slice(0, 1500);
