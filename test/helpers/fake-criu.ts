/** A program called criu that says that it is one, and then fails, or hangs while the container is frozen. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type FakeCriu = 'hangs' | 'fails' | 'is old';

/** @returns its path; one that hangs makes a file beside it, `criu.hangs`. */
export const makeFakeCriu = async (dir: string, kind: FakeCriu): Promise<string> => {
  const path = join(dir, `fake-${kind.replace(' ', '-')}`, 'criu');
  const version = kind === 'is old' ? '3.15' : '4.0';
  const rest = kind === 'hangs' ? ': >"$0.hangs"; exec sleep 1000' : 'exit 3';
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\ncase $1 in --version) echo "Version: ${version}";; *) ${rest};; esac\n`);
  await chmod(path, 0o755);
  return path;
};
