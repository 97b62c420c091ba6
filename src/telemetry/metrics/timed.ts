/** Services and the store, with a clock around each call. What they are given, answer and throw stays the same. */
import { type FailureCode, failureOf } from '../../machines/failure.ts';
import type { Meters } from './meters.ts';

type Services = Readonly<Record<string, (input: never, signal: AbortSignal) => Promise<unknown>>>;

/** The steps of a pull; each pull fails in one of them, or is there after the last. */
const pullSteps: readonly string[] = ['resolvePull', 'fetchLayers', 'registerImage'];

export const timedServices = <S extends Services>(services: S, meters: Meters): S => {
  const timed = (service: string, serve: Services[string]): Services[string] => {
    const endPull = (code: FailureCode | 'OK') => {
      if (code !== 'OK' ? pullSteps.includes(service) : service === pullSteps.at(-1)) meters.count('pulls', { code });
    };
    return async (input, signal) => {
      const startedAtMs = performance.now();
      meters.add('servicesInFlight', { service }, 1);
      try {
        const output = await serve(input, signal);
        endPull('OK');
        return output;
      } catch (error) {
        const { code } = failureOf(error);
        meters.count('serviceFailures', { service, code });
        endPull(code);
        throw error;
      } finally {
        meters.add('servicesInFlight', { service }, -1);
        meters.observe('serviceDuration', { service }, (performance.now() - startedAtMs) / 1000);
      }
    };
  };
  return Object.fromEntries(Object.entries(services).map(([name, serve]) => [name, timed(name, serve)])) as S;
};

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The parts of the store that are used here. */
interface Commits {
  readonly records: object;
  readonly ledger: object;
}
/** What commits, and under which name that is measured. */
const commits = {
  records: { save: 'save', remove: 'remove' },
  ledger: { intend: 'intend', done: 'done', undone: 'undone' },
} as const;

export const timedStore = <S extends Commits>(store: S, meters: Meters): S => {
  const timed = (part: object, operations: Readonly<Record<string, string>>) => {
    const methods = part as Methods;
    const changed = Object.entries(operations).flatMap(([name, operation]) => {
      const commit = methods[name];
      if (commit === undefined) return [];
      const measured = (...args: never[]): unknown => {
        const startedAtMs = performance.now();
        try {
          return commit(...args);
        } finally {
          meters.observe('commitDuration', { operation }, (performance.now() - startedAtMs) / 1000);
        }
      };
      return [[name, measured]];
    });
    return { ...part, ...Object.fromEntries(changed) };
  };
  return { ...store, records: timed(store.records, commits.records), ledger: timed(store.ledger, commits.ledger) };
};
