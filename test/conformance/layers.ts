/** What lies above busybox in the stand-ins. Every layer is the same whenever it is made of the same programs. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { LayerDraft } from '../../src/image/image-writer.ts';
import { type TarEntry, tarOf } from '../../src/image/tar-writer.ts';

export interface Ingredients {
  /** Path of a static busybox. */
  readonly busybox: string;
  /** Its shell, which does not know `ls`: it would run its own one, so that nobody saw that `/bin/ls` is masked. */
  readonly shell: Buffer;
  readonly pause: Buffer;
  /** programs.c, static. */
  readonly programs: Buffer;
  /** nginx and the libraries that it needs, by their path without the leading slash. */
  readonly nginx: ReadonlyMap<string, Buffer>;
}

/** Reads them from where they are. */
export const gatherIngredients = async (files: {
  readonly busybox: string;
  readonly pause: string;
  readonly programs: string;
  readonly nginx: string;
}): Promise<Ingredients> => ({
  busybox: files.busybox,
  shell: withoutLs(await readFile(files.busybox)),
  pause: await readFile(files.pause),
  programs: await readFile(files.programs),
  nginx: await withLibraries(files.nginx, 'usr/sbin/nginx'),
});

export const layersOf = ({ shell, pause, programs, nginx }: Ingredients) => ({
  /** What all but pause have. */
  base: layer(base({ shell, programs })),
  /** Gives an image an id of its own. */
  marker: (name: string): LayerDraft => layer([{ path: `etc/${name}`, content: name }]),
  pause: layer([{ path: 'pause', content: pause, mode: 0o755 }]),
  nnp: layer([{ path: 'nnp', content: programs, mode: 0o4755 }]),
  httpd: layer([{ path: 'usr/bin/httpd-foreground', content: httpdForeground, mode: 0o755 }]),
  /** A user whose group only the image knows. */
  group: layer([
    { path: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\ndefault-user:x:1000:1000::/:/bin/sh\n' },
    {
      path: 'etc/group',
      content: 'root:x:0:\ndefault-user:x:1000:\ngroup-defined-in-image:x:50000:default-user\n',
    },
  ]),
  nginx: (port: number): LayerDraft =>
    layer([
      { path: 'etc/nginx/', type: 'directory' },
      { path: 'var/lib/', type: 'directory' },
      { path: 'var/lib/nginx/', type: 'directory' },
      { path: 'var/log/', type: 'directory' },
      { path: 'var/log/nginx/', type: 'directory' },
      { path: 'etc/nginx/nginx.conf', content: nginxConf(port) },
      ...[...nginx].map(([path, content]): TarEntry => ({ path, content, mode: 0o755 })),
    ]),
});

const layer = (entries: readonly TarEntry[]): LayerDraft => ({ tar: tarOf(entries) });

const base = ({ shell, programs }: Pick<Ingredients, 'shell' | 'programs'>): TarEntry[] => [
  { path: 'bin/sh', content: shell, mode: 0o755 },
  { path: 'bin/ash', type: 'hardlink', target: 'bin/sh', mode: 0o755 },
  { path: 'bin/ping', content: programs, mode: 0o755 },
  { path: 'usr/bin/pgrep', content: pgrep, mode: 0o755 },
  { path: 'usr/bin/ipcs', content: '#!/bin/sh\nexec cat /proc/sysvipc/shm\n', mode: 0o755 },
  { path: 'run/', type: 'directory' },
  { path: 'var/run', type: 'symlink', target: '../run' },
  { path: 'srv/', type: 'directory' },
  { path: 'srv/www/', type: 'directory' },
  { path: 'srv/www/index.html', content: '<!doctype html><title>stand-in</title><p>served\n' },
];

/** Debian's busybox has none. */
const pgrep = `#!/bin/sh
found=1
for process in /proc/[0-9]*; do
  read -r name <"$process/comm" || continue
  case $name in *"$1"*) echo "\${process#/proc/}"; found=0 ;; esac
done 2>/dev/null
exit $found
`;

const httpdForeground = `#!/bin/sh
echo "httpd: serving on port 80"
exec httpd -f -p 80 -h /srv/www
`;

const nginxConf = (port: number): string => `user www-data;
worker_processes 1;
pid /var/run/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  server { listen ${port}; root /srv/www; }
}
`;

/** The name in the shell's own list of applets, which is in order. */
const withoutLs = (busybox: Buffer): Buffer => {
  const shell = Buffer.from(busybox);
  const at = shell.indexOf('\0ls\0lsmod\0', 0, 'latin1');
  if (at < 0) throw new Error('this busybox has another list of applets than Debian’s');
  shell.write('lr', at + 1, 'latin1');
  return shell;
};

const withLibraries = async (program: string, path: string): Promise<ReadonlyMap<string, Buffer>> => {
  const { stdout } = await promisify(execFile)('ldd', [program], { timeout: 10_000 });
  const absent = stdout.split('\n').filter((line) => line.includes('not found'));
  if (absent.length > 0) throw new Error(`libraries of nginx are missing: ${absent.join(', ').trim()}`);
  const files = new Map([[path, await readFile(program)]]);
  for (const [library] of stdout.matchAll(/\/\S+/g)) {
    const inImage = library.startsWith('/usr') || library.startsWith('/lib') ? library : join('/lib', library);
    files.set(join('.', dirname(inImage), inImage.slice(dirname(inImage).length + 1)), await readFile(library));
  }
  return files;
};
