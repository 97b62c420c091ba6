/** A simulation comes to its end. */
import { say } from './asking.ts';
import type { Choice } from './choices.ts';
import type { ClientAt } from './clients.ts';
import { defaultsOf } from './possible.ts';
import { isBackground, type Stage } from './stage.ts';
import { sweepPulls } from './world/images.ts';

/** More steps than this without coming to rest is a livelock. */
const maxFinishingSteps = 2000;

/**
 * No more faults; every pod is removed, until nothing is left to do.
 * @param take lets a choice happen
 */
export const finishStage = (stage: Stage, take: (choice: Choice) => void): void => {
  const { state, mischief, witness, timers, store, world, complaints } = stage;
  state.crashes = 0;
  state.cancels = 0;
  mischief.calm();
  if (defaultsOf(stage).length === 0) state.found ??= witness.rest();
  const janitor: ClientAt = { name: 'janitor', steps: [], at: 0, open: undefined };
  for (let steps = 0; steps < maxFinishingSteps; steps += 1) {
    const [choice] = defaultsOf(stage);
    if (choice !== undefined) {
      take(choice);
      state.found ??= witness.always();
      continue;
    }
    // Who crashed is followed by another first, and who could not watch tries again: until then nobody can be asked.
    const successor = timers.armed().find(({ name }) => name === 'later' || /\.rewatchMs\./.test(name));
    if (successor !== undefined) {
      take({ id: `timer ${successor.name}`, kind: 'timer', isDefault: true, happen: successor.fire });
      state.found ??= witness.always();
      continue;
    }
    const [left] = state.core.isServing() ? state.core.views.sandboxes() : [];
    const [next] = timers.armed().filter(({ name }) => !isBackground(name));
    if (left === undefined && (next === undefined || store.saved.size === 0)) {
      sweepPulls(world); // what a pull could not abandon is the next life's
      return;
    }
    if (left !== undefined && janitor.at < 20) {
      const removal = { type: 'sandbox.remove', sandboxId: left.sandboxId } as const;
      const happen = () => say(stage, janitor, removal, removal);
      take({ id: `ask janitor ${janitor.at} sandbox.remove`, kind: 'ask', isDefault: true, happen });
      state.found ??= witness.always();
    } else if (next !== undefined) {
      take({ id: `timer ${next.name}`, kind: 'timer', isDefault: true, happen: next.fire });
      state.found ??= witness.always();
    } else return;
  }
  complaints.push({ message: 'it does not come to rest', fields: {} });
};
