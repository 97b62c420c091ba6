/** Whether containers can be checkpointed here. CRIU alone knows what of the kernel it needs, and takes its time to say. */
import { execa } from 'execa';
import type { Config } from '../../config/schema.ts';
import { findProgram } from './find-program.ts';
import { type Finding, ok, warn } from './findings.ts';

const limitMs = 30_000;

/** Runs `criu check`. Nothing that a daemon needs for its start: only for who asks. */
export const criuFindings = async ({ cri }: Config, searchPath: string): Promise<readonly Finding[]> => {
  if (!cri.enableCriu) return [];
  const path = findProgram(cri.criuPath || 'criu', searchPath);
  if (path === undefined)
    return [ok('criu', 'criu is not installed: containers cannot be checkpointed or restored (apt-get install criu)')];
  const { exitCode, stderr, timedOut } = await execa(path, ['check'], {
    reject: false,
    timeout: limitMs,
    stdin: 'ignore',
    maxBuffer: 1 << 20,
  });
  if (exitCode === 0) return [ok('criu', `criu: ${path}`)];
  const [said = ''] = stderr.trim().split('\n');
  const reason = timedOut ? 'it does not answer' : said === '' ? `exit code ${exitCode}` : said;
  const remedy = 'use a newer criu, or set cri.enable_criu = false to have it so without this line';
  return [warn('criu', `criu does not work here, so containers cannot be checkpointed or restored: ${reason}`, remedy)];
};
