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
  const canBuild = (await exists(script)) && (await exists(join(root, 'node_modules', 'esbuild')));
  const trouble = canBuild ? await build(script) : undefined;
  const hasAll = (await Promise.all(Object.values(pageFiles).map(([file]) => exists(join(dir, file))))).every(Boolean);
  if (hasAll) {
    if (trouble !== undefined) say(`the page could not be built anew, this is the one from before: ${trouble}`);
    return dir;
  }
  throw new Complaint(
    trouble === undefined
      ? ['troupe: the page is not built; build it with', `  npm run build        (in ${root})`]
      : ['troupe: the page is not built, and building it failed:', ...trouble.split('\n').map((line) => `  ${line}`)],
    exitCodes.unavailable,
  );
};

/** @returns what went wrong. It says nothing and is quick where no source has changed. */
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
  return timedOut
    ? `it took longer than ${buildMs / 1000} s`
    : stderr.trim().split('\n').slice(-15).join('\n') || (shortMessage ?? 'it failed');
};
