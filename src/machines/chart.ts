/** What every chart is made with: contracts of services without code, replies, and names of states. */
import './forgetting.ts';
import './lean.ts';
import './lean-steps.ts';
import { type AnyEventObject, fromCallback, fromPromise } from 'xstate';
import type { Failure } from './failure.ts';
import type { Answers, Command, Reply } from './messages.ts';
import type { ServiceName, Services } from './services.ts';

/** The contract of a promise service; `actors/system.ts` provides the code. */
export const service = <N extends ServiceName>(name: N) =>
  fromPromise<Services[N]['output'], Services[N]['input']>(() =>
    Promise.reject(new Error(`service ${name} is not provided`)),
  );

/** The contract of a watcher: it sends facts until it is stopped. */
export const watcher = <Input extends object>(name: string) =>
  fromCallback<AnyEventObject, Input>(() => {
    throw new Error(`watcher ${name} is not provided`);
  });

/** The good answer to a request. */
export const granted = <T extends Command['type']>(_of: T, requestId: string, value: Answers[T]): Reply => ({
  type: 'reply',
  requestId,
  ok: true,
  value,
});

/** The answer to a request that failed. */
export const refused = (requestId: string, failure: Failure): Reply => ({
  type: 'reply',
  requestId,
  ok: false,
  failure,
});

/** A state's value as a dotted path; the regions of a parallel state are joined by a comma. */
export const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, inner]) => {
      const below = pathOf(inner);
      return below === '' ? name : `${name}.${below}`;
    })
    .join(',');
};

/** Limits of waiting inside charts, in ms. */
export const delays = {
  /** After SIGKILL, until a stop is answered with `ContainerUnkillable`. */
  unkillableMs: 10_000,
  /** After a container's end, until sessions whose client does not take the rest are given up. */
  closingMs: 5000,
  /** Between two looks at what cannot be watched, and two tries to end what outlived its first process. */
  lingerMs: 1000,
  /** Between two tries to undo or to probe by ourselves. */
  retryMs: 30_000,
} as const;
