/** A small image out of a static busybox: what `npm start` and the tests run without any registry. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { archiveOf, type DraftedImage, draftImage, type ImageDraft } from './image-writer.ts';
import { type TarEntry, tarOf } from './tar-writer.ts';

const passwd = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/nonexistent:/bin/false
`;
const group = `root:x:0:
daemon:x:1:
bin:x:2:
tty:x:5:
www-data:x:33:
nogroup:x:65534:
`;

/**
 * Writes an archive (OCI layout and `docker save` in one tar file) with one image.
 *
 * @param busyboxPath a static busybox, as Debian's busybox-static has it.
 * @param name `registry/repository:tag` of the image.
 */
export const writeBusyboxArchive = async (busyboxPath: string, outFile: string, name: string): Promise<void> =>
  writeFile(outFile, archiveOf(await draftBusybox(busyboxPath, { name })));

/**
 * The image itself: every applet as a hard link in /bin (so that covering one does not cover all), users root, daemon,
 * bin, www-data and nobody, /etc, /tmp and /root; command `sh`. Layers of the caller lie on top.
 */
export const draftBusybox = async (busyboxPath: string, draft: Partial<ImageDraft> = {}): Promise<DraftedImage> => {
  const { stdout } = await promisify(execFile)(busyboxPath, ['--list'], { timeout: 10_000 });
  const applets = stdout.split('\n').filter((applet) => /^[\w.[\]-]+$/.test(applet) && applet !== 'busybox');
  const base = tarOf(rootfsOf(await readFile(busyboxPath), applets));
  return draftImage({
    ...draft,
    layers: [{ tar: base }, ...(draft.layers ?? [])],
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Cmd: ['sh'],
      ...draft.config,
    },
  });
};

const rootfsOf = (busybox: Buffer, applets: readonly string[]): TarEntry[] => [
  ...[
    'bin/',
    'dev/',
    'etc/',
    'home/',
    'proc/',
    'root/',
    'sys/',
    'usr/',
    'usr/bin/',
    'usr/sbin/',
    'var/',
    'var/www/',
  ].map((path): TarEntry => ({ path, type: 'directory', mode: path === 'root/' ? 0o700 : 0o755 })),
  ...['tmp/', 'var/tmp/'].map((path): TarEntry => ({ path, type: 'directory', mode: 0o1777 })),
  { path: 'etc/passwd', content: passwd },
  { path: 'etc/group', content: group },
  { path: 'bin/busybox', content: busybox, mode: 0o755 },
  ...applets.map((name): TarEntry => ({ path: `bin/${name}`, type: 'hardlink', target: 'bin/busybox', mode: 0o755 })),
];
