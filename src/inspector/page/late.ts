/** The pages that are not needed at first, in one part: many small ones would be as many requests. */

export { Help } from './help/help.tsx';
export { Journal } from './journal/journal.tsx';
export { Machines } from './machines/machines.tsx';
export { Diff } from './play/diff.tsx';
export { Races } from './play/races.tsx';
export { Runs } from './play/runs.tsx';
export { Sim } from './play/sim.tsx';
export { ActorPage } from './pod/pod-page.tsx';
