import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeAsRoot, makeScene } from './scene.ts';

const script = fileURLToPath(new URL('as-nobody.ts', import.meta.url));

/** Every function, called by user nobody in a folder of its own: done, or refused with the error that is due. */
describeAsRoot('as nobody', () => {
  let scene: ReturnType<typeof makeScene>;
  beforeEach(() => {
    scene = makeScene();
    chmodSync(scene.dir, 0o755);
    chownSync(scene.dirAt('own'), 65534, 65534);
    chmodSync(scene.fileAt('root/secret', 'of root'), 0o600);
    scene.fileAt('root/public', 'for all');
  });
  afterEach(() => scene.remove());

  test('what needs root → EPERM and nothing left; what does not → done', () => {
    const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all'];
    const output = execFileSync('setpriv', [...asNobody, process.execPath, script, scene.dir]).toString();
    expect(JSON.parse(output)).toEqual({
      pinNamespaces: 'EPERM unshare',
      unpinAbsent: 'undefined',
      unpinNamespace: 'EPERM umount2',
      isNamespaceFile: 'true',
      mount: 'EPERM mount',
      mountOverlay: 'EPERM fsopen',
      unmount: 'EPERM umount2',
      openInRoot: 'EACCES open',
      readFileInRoot: 'EACCES open',
      readPublic: 'for all',
      resolveInRoot: `${scene.dir}/root/secret`,
      makeDirInRoot: 'EACCES mkdirat',
      makeOwnDir: `${scene.dir}/own/a/b`,
      signal: 'EPERM pidfd_send_signal',
      startTicksOf: 'number',
      connect: 'ENOENT open',
      diskUsage: '1',
      diskUsageOfRoot: 'EACCES openat',
    });
    expect(readdirSync(scene.at('own'))).toEqual(['a']);
  });
});
