/** Every invariant that code can judge by what a daemon or a simulation knows. Those of a machine: machine.ts. */
import { answerInvariants } from './answers.ts';
import { creationInvariants, nothingLeft } from './creations.ts';
import { eventInvariants } from './events.ts';
import { exitInvariants } from './exits.ts';
import type { LifeFacts, WorldFacts } from './facts.ts';
import { imageInvariants } from './images.ts';
import type { Invariant } from './invariant.ts';
import { nameInvariants } from './names.ts';
import { networkInvariants } from './network.ts';
import { processInvariants } from './processes.ts';
import { recoveryInvariants } from './recovery.ts';
import { requestInvariants } from './requests.ts';
import { stateInvariants } from './states.ts';
import { stopInvariants } from './stops.ts';
import { streamInvariants } from './streams.ts';
import { teardownInvariants } from './teardown.ts';
import { updateInvariants } from './updates.ts';

const themes = [
  requestInvariants,
  nameInvariants,
  answerInvariants,
  stateInvariants,
  exitInvariants,
  teardownInvariants,
  stopInvariants,
  creationInvariants,
  processInvariants,
  networkInvariants,
  streamInvariants,
  eventInvariants,
  recoveryInvariants,
  imageInvariants,
  updateInvariants,
];

const daemonNames: ReadonlySet<string> = new Set([
  'answered-in-time',
  'exit-is-written-once',
  'forward-only',
  'identity-stays',
  'nothing-vanishes',
  'one-address-one-pod',
  'one-holder-of-a-name',
  'serves-in-time',
  'shown-is-stored',
  'stop-ends-in-time',
  'urgent-commands-in-time',
]);

const byId = <Facts>(one: Invariant<Facts>, other: Invariant<Facts>): number =>
  one.id < other.id ? -1 : one.id > other.id ? 1 : 0;

/** Those that need to know nothing of the world. */
export const lifeInvariants: readonly Invariant<LifeFacts>[] = themes.flatMap(({ life }) => life).sort(byId);
/** Those that a daemon can judge of itself, now and then: by what it shows and has stored, and how long things take. */
export const daemonInvariants: readonly Invariant<LifeFacts>[] = lifeInvariants.filter(({ name }) =>
  daemonNames.has(name),
);
/** All. Of what is wrong at the end, what is left says most. */
export const worldInvariants: readonly Invariant<WorldFacts>[] = [
  ...lifeInvariants,
  ...themes.flatMap(({ world }) => world),
].sort((one, other) => Number(other === nothingLeft) - Number(one === nothingLeft) || byId(one, other));
