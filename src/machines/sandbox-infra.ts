/** The question whether a sandbox's infra process lives: asked after a restart, and when its watcher failed. */
import { infraTaskOf } from './sandbox-context.ts';
import { sandboxSetup } from './sandbox-setup.ts';

/** Where it does not, the sandbox is lost. `notKnown`: it could not be found out. */
export const probingInfra = (targets: { readonly running: string; readonly notKnown: string }) =>
  sandboxSetup.createStateConfig({
    invoke: {
      id: 'probeTask',
      src: 'probeTask',
      input: ({ context }) => infraTaskOf(context),
      onDone: [
        { guard: ({ event }) => event.output.status === 'running', target: targets.running },
        { target: '#sandbox.lost' },
      ],
      onError: targets.notKnown,
    },
  });
