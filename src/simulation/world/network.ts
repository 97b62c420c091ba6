/** Simulated namespaces and networks: pins are names, a network is a pool of addresses. */
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { PinInput, PinPaths } from '../../machines/services/sandboxes.ts';
import { type Acts, checkId } from './act.ts';
import type { World } from './world.ts';

const pinPath = (sandboxId: string, kind: string) => `/run/sim/${sandboxId}/${kind}`;
const pinsKey = (sandboxId: string) => ({ ownerId: sandboxId, effect: 'pins' }) as const;
const networkKey = (sandboxId: string) => ({ ownerId: sandboxId, effect: 'network' }) as const;

const pin = (world: World, { sandboxId, kinds }: PinInput): PinPaths => {
  for (const kind of kinds) world.add('namespace', pinPath(sandboxId, kind), sandboxId);
  return Object.fromEntries(kinds.map((kind) => [kind, pinPath(sandboxId, kind)]));
};

const checkSysctls = ({ sysctls, kinds }: PinInput): void => {
  for (const name of Object.keys(sysctls)) {
    const isSafe = /^[a-z0-9_.-]+$/i.test(name) && !name.includes('..');
    const kind = name.startsWith('net.')
      ? 'net'
      : /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(name)
        ? 'ipc'
        : undefined;
    if (!isSafe || kind === undefined || !kinds.includes(kind))
      throw new FailureError('RequestInvalid', { field: 'config.linux.sysctls', reason: `${name} is not the pod's` });
  }
};

export const networkActs: Acts<'pinNamespaces' | 'unpinNamespaces' | 'attachNetwork' | 'detachNetwork' | 'probePins'> =
  {
    pinNamespaces: {
      begin: ({ store }, input) => {
        checkId(input.sandboxId);
        checkSysctls(input);
        if (input.kinds.length > 0) store.ledger.intend({ ...pinsKey(input.sandboxId), details: {} });
      },
      land: (world, input) => {
        const pins = pin(world, input);
        world.store.ledger.done(pinsKey(input.sandboxId), pins as JsonObject);
        return pins;
      },
      half: (world, input) => void pin(world, { ...input, kinds: input.kinds.slice(0, 1) }),
      fails: 'SyscallFailed',
    },
    unpinNamespaces: {
      land: (world, { sandboxId }) => {
        world.removeAll('namespace', sandboxId);
        world.store.ledger.undone(pinsKey(sandboxId));
        return {};
      },
      half: (world, { sandboxId }) => world.remove('namespace', pinPath(sandboxId, 'net')),
      fails: 'SyscallFailed',
    },
    attachNetwork: {
      begin: ({ store, network }, { sandboxId, config }) => {
        if (network === undefined) throw new FailureError('NetworkNotReady', {});
        for (const [field, value] of Object.entries(config.metadata))
          if (/[;=]/.test(String(value)))
            throw new FailureError('RequestInvalid', { field: `config.metadata.${field}`, reason: 'no CNI argument' });
        store.ledger.intend({ ...networkKey(sandboxId), details: { network } });
      },
      land: (world, { sandboxId, netnsPath }) => {
        if (!world.has('namespace', netnsPath)) throw new FailureError('NetworkPluginFailed', { netnsPath });
        world.removeAll('address', sandboxId); // an attempt before this one was cut short: one address a pod
        const ip = world.freeAddress(sandboxId);
        world.add('address', ip, sandboxId);
        const result = { cniVersion: '1.1.0', ips: [{ address: `${ip}/24` }] };
        world.store.ledger.done(networkKey(sandboxId), result);
        return { ip, additionalIps: [], result };
      },
      half: (world, { sandboxId }) => world.add('address', world.freeAddress(sandboxId), sandboxId),
      fails: 'NetworkPluginFailed',
    },
    detachNetwork: {
      land: (world, { sandboxId }) => {
        world.removeAll('address', sandboxId);
        world.store.ledger.undone(networkKey(sandboxId));
        return {};
      },
      fails: 'NetworkPluginFailed',
    },
    probePins: {
      land: (world, { pins }) => ({
        areThere: Object.values(pins).every((path) => world.has('namespace', path)),
        seenAtMs: world.now(),
      }),
      isReading: true,
      fails: 'SyscallFailed',
    },
  };
