/** What CDI devices are inside a container that runc runs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BundleWorld, bundleWorld } from '../../helpers/bundle-world.ts';
import { namespaceOptions, secured } from '../../helpers/oci-scenes.ts';
import { describeAsRoot } from '../../native/scene.ts';

describeAsRoot('CDI devices, run by runc', () => {
  let world: BundleWorld;
  beforeAll(async () => {
    world = await bundleWorld();
    mkdirSync(world.at('cdi'));
    writeFileSync(world.at('library'), 'of the vendor');
  });
  afterAll(async () => {
    await world.close();
    expect(world.ledger.all()).toEqual([]);
    world.remove();
  });

  test('a node, a variable, a mount, a group and hooks', async () => {
    const hook = (hookName: string, mark: string) => ({
      hookName,
      path: '/bin/sh',
      args: ['sh', '-c', `echo "${mark} $X" >>${world.at('hooks')}`],
      env: ['X=said'],
      timeout: 10,
    });
    const spec = {
      cdiVersion: '0.7.0',
      kind: 'vendor.com/box',
      containerEdits: {
        env: ['BOXES=1'],
        mounts: [{ hostPath: world.at('library'), containerPath: '/lib/vendor', options: ['ro', 'bind'] }],
      },
      devices: [
        {
          name: 'zero',
          containerEdits: {
            env: ['BOX=zero'],
            deviceNodes: [{ path: '/dev/box/zero', hostPath: '/dev/loop-control', fileMode: 0o660, permissions: 'r' }],
            hooks: [hook('createRuntime', 'created'), hook('poststop', 'stopped')],
            additionalGids: [1234],
          },
        },
      ],
    };
    writeFileSync(world.at('cdi/box.json'), JSON.stringify(spec));
    const config = {
      ...secured({
        namespaceOptions: namespaceOptions({ pid: 1 }),
        runAsUser: { value: '77' },
        runAsGroup: { value: '88' },
      }),
      annotations: { 'cdi.k8s.io/test': 'vendor.com/box=zero' },
    };
    const script = `echo $BOXES $BOX; cat /lib/vendor; echo; stat -c '%t %T %a %u %g' /dev/box/zero; (: </dev/box/zero) && echo read; (: >/dev/box/zero) 2>/dev/null && echo can || echo cannot; id -G`;
    const { stdout, stderr, bundle } = await world.runScript(script, config);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual(['1 zero', 'of the vendor', 'a ed 660 77 88', 'read', 'cannot', '88 1234']);
    expect(readFileSync(world.at('hooks'), 'utf8')).toBe('created said\nstopped said\n');
    expect(bundle.user).toEqual({ uid: 77, gid: 88, groups: [88, 1234] });
  });

  test('a device that nobody defines → refused; no container, no bundle left to run', async () => {
    const config = {
      ...secured({ namespaceOptions: namespaceOptions({ pid: 1 }) }),
      CDIDevices: [{ name: 'vendor.com/box=none' }],
    };
    await expect(world.write(config)).rejects.toMatchObject({
      code: 'SpecInvalid',
      details: {
        field: 'CDI_devices',
        reason: 'CDI device injection failed: unresolvable CDI devices vendor.com/box=none',
      },
    });
    for (const { ownerId } of world.ledger.all().filter(({ effect }) => effect === 'bundle'))
      await world.bundles.removeBundle({ containerId: ownerId }, new AbortController().signal);
  });
});
