/** Clients of a simulation ask, and give up. */
import { FailureError, failureOf } from '../machines/failure.ts';
import type { Reply } from '../machines/messages.ts';
import type { Asked, ClientAt } from './clients.ts';
import type { Stage } from './stage.ts';

/** The next step of a client, as it says it in this life of the daemon. */
const saidBy = ({ state, ids, asked }: Stage, client: ClientAt, step: Asked['command']) => {
  let isAgain = false;
  for (let life = 1; life < state.lives; life += 1) isAgain ||= asked.has(requestIdOf(client, life));
  return ids.said(step, { life: state.lives, isAgain });
};

/** The client asks; its next step begins when it is answered. */
export const say = (
  stage: Stage,
  client: ClientAt,
  step: Asked['command'],
  command = saidBy(stage, client, step),
): void => {
  const { state, timers, asked, witness, ids, fresh } = stage;
  const requestId = requestIdOf(client, state.lives);
  const request: Asked = {
    requestId,
    client: client.name,
    command,
    askedAtMs: timers.now(),
    isEarly: !state.core.isServing(),
    replies: [],
    state: 'open',
  };
  asked.set(requestId, request);
  witness.asked(request);
  client.open = request;
  const end = () => {
    if (request.state !== 'open') return;
    request.state = 'answered';
    client.open = undefined;
    client.at += 1;
    const [reply] = request.replies;
    if (reply !== undefined) ids.heard(step, reply);
  };
  try {
    state.core.say(command, requestId, end);
  } catch (error) {
    // Refused before anybody was asked; whatever is no failure is no answer either.
    if (!(error instanceof FailureError))
      stage.complain({ requestId, error: String(error) }, 'a request could not be said');
    const reply: Reply = { type: 'reply', requestId, ok: false, failure: failureOf(error) };
    request.replies.push(reply);
    fresh.push({ request, reply });
    end();
  }
};

/** The client gives its request up. */
export const cancel = ({ state }: Stage, client: ClientAt): void => {
  const request = client.open;
  if (request === undefined) return;
  state.cancels -= 1;
  request.state = 'cancelled';
  client.open = undefined;
  client.at += 1;
  state.core.cancel(request.requestId);
};

const requestIdOf = ({ name, at }: ClientAt, life: number): string => `${name}-${at}${life === 1 ? '' : `-${life}`}`;
