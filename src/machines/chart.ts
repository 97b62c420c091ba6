/** What every chart is made with: contracts of services without code, replies, and names of states. */
import './forgetting.ts';
import './lean.ts';
import './lean-steps.ts';
import { type AnyEventObject, fromCallback, fromPromise, type PromiseActorLogic } from 'xstate';
import type { Failure } from './failure.ts';
import type { LifeChange } from './life-events.ts';
import type { Answers, Command, Reply } from './messages.ts';
import type { ServiceName, Services } from './services.ts';

export { pathOf } from './path-of.ts';

/** The contract of a promise service; `actors/system.ts` provides the code. */
export const service = <N extends ServiceName>(name: N) =>
  fromPromise<Services[N]['output'], Services[N]['input']>(() =>
    Promise.reject(new Error(`service ${name} is not provided`)),
  );

/** The contracts of those services that a chart invokes. */
export const services = <const Names extends readonly ServiceName[]>(names: Names) =>
  Object.fromEntries(names.map((name) => [name, service(name)])) as ServiceLogics<Names>;
/** What runs each of some services, by name. */
export type ServiceLogics<Names extends readonly ServiceName[]> = {
  readonly [Name in Names[number]]: PromiseActorLogic<Services[Name]['output'], Services[Name]['input']>;
};

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

/** The action of a state in which a command is not allowed: it is refused. */
export const refusal = <Context, Asked extends Command & { readonly requestId: string }>(
  failureOf: (context: Context, command: Asked) => Failure,
) =>
  ({
    type: 'answer',
    params: ({ context, event }: { readonly context: Context; readonly event: Asked }): Reply =>
      refused(event.requestId, failureOf(context, event)),
  }) as const;

/** What a life has done to the rest of the daemon: each a plain effect with plain parameters, which `actors/charts.ts` provides. */
export const lifeEffects = {
  announce: () => undefined,
  retire: () => undefined,
  answer: (_: unknown, _reply: Reply) => undefined,
  save: () => undefined,
  forget: () => undefined,
  /** Its life went one step on, and the record says so: for who follows events. */
  tell: (_: unknown, _params: { readonly change: LifeChange }) => undefined,
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
