/** What short-lived actors have in common: one request, one service call, one answer. */
import { type PromiseActorLogic, setup } from 'xstate';
import { refused } from './chart.ts';
import { failureOf } from './failure.ts';
import type { Reply, RequestCancelled } from './messages.ts';

export interface Errand<Input> {
  readonly requestId: string;
  /** The service's input. */
  readonly service: Input;
}

/** The container is being removed, and its errands have had their time. */
export interface ContainerGone {
  readonly type: 'container.gone';
}
export type ErrandMessage = RequestCancelled | ContainerGone;

export const errandSetup = <Input, Output>(perform: PromiseActorLogic<Output, Input>) =>
  setup({
    types: { input: {} as Errand<Input>, context: {} as Errand<Input>, events: {} as ErrandMessage },
    actors: { perform },
    actions: { answer: (_, _reply: Reply) => undefined },
  });

interface ErrorSeen {
  readonly context: { readonly requestId: string };
  readonly event: { readonly error: unknown };
}
export const failedErrand = ({ context, event }: ErrorSeen): Reply =>
  refused(context.requestId, failureOf(event.error));

interface CancelSeen {
  readonly context: { readonly requestId: string };
  readonly event: RequestCancelled;
}
/** The cancelled request is this errand's. */
export const isCancelled = ({ context, event }: CancelSeen): boolean => event.requestId === context.requestId;

/** Where the errand ends with its container. */
export const goneErrand = ({ context }: Pick<ErrorSeen, 'context'>): Reply =>
  refused(context.requestId, {
    code: 'ContainerWrongState',
    details: { reason: 'the container was removed before this was done' },
  });
