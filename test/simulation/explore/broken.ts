/** Acts that are broken on purpose, for whom exploration has to find. */
import { wireCharts } from '../../../src/actors/charts.ts';
import { containerMachine } from '../../../src/machines/container.ts';
import { sandboxMachine } from '../../../src/machines/sandbox.ts';
import { simulatedEffects } from '../../../src/simulation/logic.ts';
import type { Parts } from '../../../src/simulation/stage.ts';
import type { AnyAct } from '../../../src/simulation/world/act.ts';
import { actOf } from '../../../src/simulation/world/acts.ts';

const broken = (service: string, change: (act: AnyAct) => Partial<AnyAct>): Parts => ({
  actOf: (name) => (name === service ? { ...actOf(name), ...change(actOf(name)) } : actOf(name)),
});

/** A removal of files that insists on finding them: wrong as soon as making them has failed. */
export const insistingRemoval: Parts = broken('removeSandboxFiles', (act) => ({
  land: (world, input) => {
    const { sandboxId } = input as { readonly sandboxId: string };
    if (!world.has('directory', `/run/sim/sandboxes/${sandboxId}`)) throw new Error('ENOENT');
    return act.land(world, input);
  },
}));

/** A network that is attached before the files are there loses its address: wrong in one of two orders. */
export const networkBeforeFiles: Parts = broken('attachNetwork', (act) => ({
  land: (world, input) => {
    const { sandboxId } = input as { readonly sandboxId: string };
    const answer = act.land(world, input);
    if (!world.has('directory', `/run/sim/sandboxes/${sandboxId}`)) world.add('address', '10.88.9.9', 'nobody');
    return answer;
  },
}));

/** A stop that nobody answers. */
export const silentStop: Parts = {
  charts: wireCharts(simulatedEffects, {
    container: containerMachine,
    sandbox: sandboxMachine.provide({
      actions: { grantJoin: () => undefined, answerStop: () => undefined },
    }) as typeof sandboxMachine,
  }),
};
