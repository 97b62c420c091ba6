/** What every driver of networks must do: called by the real driver's test and the simulated one's. */
import { isIP } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxConfig, SandboxMetadata } from '../../src/machines/config.ts';
import { FailureError } from '../../src/machines/failure.ts';
import type { NamespaceKind } from '../../src/machines/services/sandboxes.ts';
import type { Driver } from '../../src/machines/services.ts';
import type { Ledger } from '../../src/store/records.ts';

export type NetworkDriver = Driver<'pinNamespaces' | 'unpinNamespaces' | 'attachNetwork' | 'detachNetwork'>;

export interface NetworkWorld {
  readonly driver: () => NetworkDriver;
  readonly ledger: Ledger;
  /** An id that no other sandbox has. */
  readonly sandboxId: () => string;
  /** The daemon dies and comes back: a new driver over the same world. */
  readonly restart: () => void;
  /** The machine restarts: namespaces are gone, their files may be there. */
  readonly reboot: (sandboxId: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const signal = new AbortController().signal;
const all: readonly NamespaceKind[] = ['net', 'ipc', 'uts'];

export const networkContract = (name: string, open: () => Promise<NetworkWorld>): void => {
  describe(`network: ${name}`, () => {
    let world: NetworkWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world?.close());

    const pin = (sandboxId: string, kinds = all, sysctls: Record<string, string> = {}) =>
      world.driver().pinNamespaces({ sandboxId, kinds, hostname: 'web', sysctls }, signal);
    const unpin = (sandboxId: string) => world.driver().unpinNamespaces({ sandboxId }, signal);
    const attach = (sandboxId: string, netnsPath: string, metadata: Partial<SandboxMetadata> = {}) =>
      world.driver().attachNetwork({ sandboxId, netnsPath, config: configOf(sandboxId, metadata) }, signal);
    const detach = (sandboxId: string) => world.driver().detachNetwork({ sandboxId }, signal);
    const attached = async () => {
      const sandboxId = world.sandboxId();
      const { net = '' } = await pin(sandboxId);
      return { sandboxId, netnsPath: net, ...(await attach(sandboxId, net)) };
    };
    const codeOf = async (work: Promise<unknown>): Promise<string> => {
      const error = await work.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      return error instanceof FailureError ? error.code : `not a failure: ${error}`;
    };

    test('a life: pinned, attached, detached, unpinned; nothing is owed', async () => {
      const { sandboxId, ip, additionalIps, result } = await attached();
      expect(isIP(ip)).not.toBe(0);
      expect(additionalIps).not.toContain(ip);
      expect(result).toHaveProperty('ips');
      expect(
        world.ledger
          .of(sandboxId)
          .map(({ effect, isDone }) => [effect, isDone])
          .sort(),
      ).toEqual([
        ['network', true],
        ['pins', true],
      ]);
      expect(await detach(sandboxId)).toEqual({});
      expect(await unpin(sandboxId)).toEqual({});
      expect(world.ledger.of(sandboxId)).toEqual([]);
    });

    test('a user namespace → pinned with the others, its groups may ping; unpinned, nothing is owed', async () => {
      const sandboxId = world.sandboxId();
      const ids = { uids: { containerId: 0, hostId: 100_000, length: 65_536 } };
      const input = { sandboxId, hostname: 'web', sysctls: {}, kinds: [...all, 'user'] as const };
      const pins = await world.driver().pinNamespaces({ ...input, ids: { ...ids, gids: ids.uids } }, signal);
      expect(Object.keys(pins).toSorted()).toEqual(['ipc', 'net', 'user', 'uts']);
      await unpin(sandboxId);
      expect(world.ledger.all()).toEqual([]);
    });

    test('only what is asked for is pinned; nothing asked for → nothing', async () => {
      const sandboxId = world.sandboxId();
      expect(Object.keys(await pin(sandboxId, ['ipc']))).toEqual(['ipc']);
      await unpin(sandboxId);
      expect(await pin(sandboxId, [])).toEqual({});
      expect(world.ledger.of(sandboxId)).toEqual([]);
    });

    test('every undo again, and of strangers → fine', async () => {
      const { sandboxId } = await attached();
      for (const id of [sandboxId, sandboxId, world.sandboxId()]) {
        await detach(id);
        await unpin(id);
      }
    });

    test('pods at the same moment → different addresses', async () => {
      const pods = await Promise.all([attached(), attached(), attached()]);
      expect(new Set(pods.map(({ ip }) => ip)).size).toBe(3);
      await Promise.all(pods.map(({ sandboxId }) => detach(sandboxId)));
      await Promise.all(pods.map(({ sandboxId }) => unpin(sandboxId)));
    });

    test('the daemon is restarted → what the one before made is undone', async () => {
      const { sandboxId } = await attached();
      world.restart();
      await detach(sandboxId);
      await unpin(sandboxId);
      expect(world.ledger.of(sandboxId)).toEqual([]);
    });

    test('the machine is rebooted → detach and unpin succeed', async () => {
      const { sandboxId } = await attached();
      await world.reboot(sandboxId);
      world.restart();
      await detach(sandboxId);
      await unpin(sandboxId);
      expect(world.ledger.of(sandboxId)).toEqual([]);
    });

    test('pinned or attached again after an attempt that was cut short → one of each', async () => {
      const first = await attached();
      const { net = '' } = await pin(first.sandboxId);
      const again = await attach(first.sandboxId, net);
      expect(isIP(again.ip)).not.toBe(0);
      await detach(first.sandboxId);
      await unpin(first.sandboxId);
      expect(world.ledger.of(first.sandboxId)).toEqual([]);
    });

    test('hostile metadata → RequestInvalid, nothing owed', async () => {
      const sandboxId = world.sandboxId();
      const { net = '' } = await pin(sandboxId);
      expect(await codeOf(attach(sandboxId, net, { name: 'a;K8S_POD_NAMESPACE=kube-system' }))).toBe('RequestInvalid');
      await unpin(sandboxId);
      expect(world.ledger.of(sandboxId)).toEqual([]);
    });

    test.each([
      ['of the whole machine', { 'kernel.panic': '1' }, all],
      ['of a namespace that is the host’s', { 'net.core.somaxconn': '1' }, ['ipc', 'uts']],
      ['that leads elsewhere', { 'net/../vm/swappiness': '1' }, all],
    ] as const)('a sysctl %s → RequestInvalid, nothing made', async (_what, sysctls, kinds) => {
      const sandboxId = world.sandboxId();
      expect(await codeOf(pin(sandboxId, kinds, sysctls))).toBe('RequestInvalid');
      expect(world.ledger.of(sandboxId)).toEqual([]);
    });

    test('stopped before it began → Cancelled, nothing owed', async () => {
      const sandboxId = world.sandboxId();
      const gone = AbortSignal.abort();
      const config = configOf(sandboxId, {});
      const { driver } = world;
      expect(await codeOf(driver().attachNetwork({ sandboxId, netnsPath: '/none', config }, gone))).toBe('Cancelled');
      const input = { sandboxId, kinds: all, hostname: 'web', sysctls: {} };
      expect(await codeOf(driver().pinNamespaces(input, gone))).toBe('Cancelled');
      expect(world.ledger.of(sandboxId)).toEqual([]);
    });
  });
};

const configOf = (sandboxId: string, metadata: Partial<SandboxMetadata>): SandboxConfig => ({
  metadata: { name: 'web', namespace: 'default', uid: sandboxId, attempt: 0, ...metadata },
  hostname: 'web',
  logDirectory: '',
  dnsConfig: undefined,
  portMappings: [],
  labels: {},
  annotations: {},
  linux: undefined,
  windows: undefined,
});
