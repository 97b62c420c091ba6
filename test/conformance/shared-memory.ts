/** critest makes System V shared memory on the machine and leaves it there. Source: proc(5), /proc/sysvipc/shm. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What critest asks ipcmk for. Source: cri-tools, pkg/validate/security_context_linux.go. */
const critestBytes = 1_048_576;

/** Removes what has come meanwhile, is as large as critest's and that nobody uses. */
export const leavingNoSharedMemory = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  const before = new Set(await segments());
  try {
    return await work();
  } finally {
    for (const id of await segments()) if (!before.has(id)) await promisify(execFile)('ipcrm', ['-m', id]);
  }
};

const segments = async (): Promise<readonly string[]> =>
  (await readFile('/proc/sysvipc/shm', 'utf8'))
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , size, , , attached]) => Number(size) === critestBytes && attached === '0')
    .flatMap(([, id]) => id ?? []);
