/** Where the page is that is shown. It is built when its sources have changed, where what builds it is installed. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { pageFiles } from '../../inspector/server/assets.ts';
import { Complaint } from '../complain.ts';
import { exitCodes } from '../exit-codes.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const buildMs = 120_000;

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Effects: `dist/inspector`, made anew where it is older than its sources.
 * @param say told where an older page is shown than there could be
 * @returns the directory with the page's files
 * @throws Complaint where there is no page, and none can be built
 */
export const pageDir = async (say: (line: string) => void, root: string = project): Promise<string> => {
  const dir = join(root, 'dist', 'inspector');
  const script = join(root, 'scripts', 'build-inspector.sh');
  const trouble = (await exists(script)) ? await build(script) : undefined;
  const hasAll = (await Promise.all(Object.values(pageFiles).map(([file]) => exists(join(dir, file))))).every(Boolean);
  if (hasAll) {
    if (trouble !== undefined) say(`the page is older than its sources, and could not be built anew: ${trouble}`);
    return dir;
  }
  throw new Complaint(
    [
      `troupe: the page is not built${trouble === undefined ? '' : ', and building it failed'}; build it with`,
      `  npm run build        (in ${root})`,
      ...(trouble ?? '').split('\n').map((line) => `  ${line}`),
    ].filter((line) => line.trim() !== ''),
    exitCodes.unavailable,
  );
};

/** @returns what went wrong, in a few lines. It says nothing and is quick where no source has changed. */
const build = async (script: string): Promise<string | undefined> => {
  const { exitCode, stderr, timedOut, shortMessage } = await execa('sh', [script], {
    reject: false,
    stdin: 'ignore',
    timeout: buildMs,
    forceKillAfterDelay: 1000,
    maxBuffer: 64 * 1024,
    cleanup: true,
  });
  if (exitCode === 0) return undefined;
  if (timedOut) return `it took longer than ${buildMs / 1000} s`;
  if (stderr.includes("Cannot find package 'esbuild'")) return 'esbuild is not installed: npm ci';
  return stderr.trim().split('\n').slice(-15).join('\n') || (shortMessage ?? 'it failed');
};
