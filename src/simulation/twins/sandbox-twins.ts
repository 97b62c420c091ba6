/** Broken charts of sandboxes. */
import type { SandboxContext } from '../../machines/sandbox-context.ts';
import { without, withSandbox } from './amend.ts';
import { staged, stages, type Twin } from './twin.ts';

const undoings = ['stopping.undoing', 'rollingBack.undoing'];

export const sandboxTwins: readonly Twin[] = [
  {
    name: 'del-skipped-without-result',
    breaks: 'no DEL where there is no result of an ADD: one that failed half way leaks its address',
    cases: ['del-skipped-without-result', 'failed-setup-not-torn-down'],
    scenario: stages.faulty,
    parts: () =>
      withSandbox((at) => {
        for (const way of undoings) {
          const network = at(`${way}.together.network`);
          network.initial = 'deciding';
          network.states.deciding = {
            always: [
              {
                guard: ({ context }: { context: SandboxContext }) => context.record.attachment === undefined,
                target: 'gone',
              },
              { target: 'detaching' },
            ],
          } as never;
        }
      }),
  },
  {
    name: 'every-stop-detaches',
    breaks: 'each stop of a pod begins a teardown of its own',
    cases: ['concurrent-stop-sandbox'],
    scenario: staged('stopped by two', { clients: 'kubelet: run a | admin: stop a | other: stop a, remove a' }),
    parts: () =>
      withSandbox((at) => {
        at('stopping').on['sandbox.stop'] = {
          target: '#sandbox.stopping',
          reenter: true,
          actions: ['keepStopWaiter'],
        };
      }),
  },
  {
    name: 'network-before-processes',
    breaks: 'the address is given back while processes of the pod live',
    cases: ['network-removed-before-processes'],
    scenario: stages.life,
    parts: () => withSandbox((at) => (at('stopping').initial = 'undoing')),
  },
  {
    name: 'open-door',
    breaks: 'a container is created in a pod that is being stopped',
    cases: ['create-races-sandbox-stop', 'teardown-of-an-unborn-sandbox'],
    scenario: stages.torn,
    parts: () => withSandbox((at) => (at('stopping').on['container.create'] = { actions: 'createContainer' })),
  },
  {
    name: 'name-reserved-while-preparing',
    breaks: 'the same pod again is refused, for the name is reserved',
    cases: ['sandbox-name-reserved-after-timeout'],
    scenario: stages.retried,
    parts: () => withSandbox((at) => (at('preparing').on['sandbox.join'] = { actions: 'refuseName' })),
  },
  {
    name: 'retry-lost-while-undone',
    breaks: 'the same pod again is never answered while the first one is undone',
    cases: ['handed-over-then-client-dies'],
    scenario: stages.retried,
    parts: () => withSandbox((at) => (at('rollingBack').on['sandbox.join'] = {})),
  },
  {
    name: 'undo-stops-at-the-network',
    breaks: 'a DEL that fails ends the stop: namespaces, mounts and files stay',
    cases: ['sandbox-without-cni-cannot-be-removed', 'chained-plugin-teardown-stops-early'],
    scenario: staged('DEL fails for ever', {
      clients: 'kubelet: run a, stop a, remove a, remove a, remove a, remove a',
      faults: 'fail 9 detachNetwork',
    }),
    parts: () =>
      withSandbox((at) => {
        for (const way of undoings)
          at(`${way}.together.network.detaching`).invoke.onError = {
            target: '#sandbox.halfStopped',
            actions: 'keepNetworkFailure',
          };
      }),
  },
  {
    name: 'failed-unpin-forgotten',
    breaks: 'namespaces that could not be unpinned are taken for gone',
    cases: ['removal-with-open-netns'],
    scenario: stages.faulty,
    parts: () =>
      withSandbox((at) => {
        for (const way of undoings) at(`${way}.unpinning`).invoke.onError = 'undone';
      }),
  },
  {
    name: 'failed-infra-delete-forgotten',
    breaks: 'an infra container that could not be deleted is taken for gone',
    cases: ['shutdown-refused-while-tasks-remain'],
    scenario: stages.infraFaulty,
    parts: () =>
      withSandbox((at) => {
        for (const way of undoings) at(`${way}.deletingTask`).invoke.onError = 'together';
      }),
  },
  {
    name: 'half-stopped-is-stopped',
    breaks: 'a stop is granted although something could not be undone',
    cases: ['stop-hits-closed-shim-connection'],
    scenario: stages.infraFaulty,
    parts: () =>
      withSandbox((at) => {
        const node = at('halfStopped');
        node.entry = (node.entry as readonly unknown[]).map((each) => (each === 'refuseEnd' ? 'answerStop' : each));
        node.always = { guard: 'isRemovalWanted', target: 'removing' };
      }),
  },
  {
    name: 'ready-not-recorded',
    breaks: 'READY is answered before it is recorded: after a restart the pod is undone',
    cases: ['restore-destroys-foreign-containers'],
    scenario: stages.crashed,
    parts: () => withSandbox((at) => without(at('ready'), 'save')),
  },
  {
    name: 'members-forgotten-at-removal',
    breaks: 'a removal of a pod leaves its containers',
    cases: [],
    scenario: stages.life,
    parts: () =>
      withSandbox((at) => {
        const node = at('removing');
        without(node, 'removeContainers');
        node.always = { target: 'removed' };
      }),
  },
  {
    name: 'immortal-without-network',
    breaks: 'a pod whose DEL fails for ever can never be removed',
    cases: ['sandbox-without-cni-cannot-be-removed', 'del-hangs-after-power-loss'],
    scenario: staged('DEL fails for ever', {
      clients: 'kubelet: run a, stop a, remove a, remove a, remove a, remove a',
      faults: 'fail 9 detachNetwork',
    }),
    parts: () =>
      withSandbox((at) => {
        const done = { guard: ({ context }: { context: SandboxContext }) => context.networkFailure !== undefined };
        at('stopping.undoing').onDone = [
          { ...done, target: '#sandbox.halfStopped' },
          { guard: 'hasUndoFailed', target: '#sandbox.halfStopped' },
          { target: '#sandbox.notready' },
        ];
      }),
  },
  {
    name: 'rollback-without-network',
    breaks: 'a pod that failed to start gives its namespaces back, and not its address',
    cases: ['net-teardown-with-expired-context', 'failed-setup-not-torn-down'],
    scenario: stages.faulty,
    parts: () => withSandbox((at) => (at('rollingBack.undoing').initial = 'unpinning')),
  },
  {
    name: 'lost-is-for-ever',
    breaks: 'a pod whose infra process died cannot be stopped',
    cases: ['stopped-pod-not-restorable'],
    scenario: staged('the infra process may end', {
      clients: 'kubelet: run a with infra, create a/c0, start a/c0, stop a, remove a',
      programs: 'a may exit 1',
    }),
    parts: () =>
      withSandbox((at) => {
        const node = at('lost');
        node.always = undefined;
        node.on['sandbox.stop'] = { actions: 'keepStopWaiter' };
        node.on['sandbox.remove'] = { actions: 'keepRemoveWaiter' };
      }),
  },
  {
    name: 'blind-is-lost',
    breaks: 'a pod that cannot be looked at after a restart is forgotten',
    cases: ['living-shim-taken-for-leaked'],
    scenario: stages.crashedFaulty,
    parts: () =>
      withSandbox((at) => {
        at('unknown.probingPins').invoke.onError = '#sandbox.stopping';
      }),
  },
  {
    name: 'stop-ends-before-its-containers',
    breaks: 'a stop of a pod does not tell its containers',
    cases: ['concurrent-stop-sandbox'],
    scenario: stages.life,
    parts: () =>
      withSandbox((at) => {
        without(at('stopping'), 'closeContainers');
        at('stopping.stoppingContainers').always = { target: 'undoing' };
      }),
  },
  {
    name: 'stop-forgotten-while-removing',
    breaks: 'a stop that comes while the pod is removed is never answered',
    cases: ['stop-or-remove-of-a-gone-object'],
    scenario: staged('removed and stopped', {
      clients: 'kubelet: run a, create a/c0, start a/c0, remove a | admin: stop a',
    }),
    parts: () => withSandbox((at) => (at('removing').on['sandbox.stop'] = {})),
  },
];
