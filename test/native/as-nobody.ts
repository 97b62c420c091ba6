/** Run by unprivileged.real.test.ts: calls everything once in the folder argv[2], and says as JSON what came of it. */
import { chmodSync, mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { FailureError } from '../../src/machines/failure.ts';
import * as native from '../../src/native.ts';

const dir = process.argv[2] ?? '';
const own = join(dir, 'own');
const root = join(dir, 'root');

const outcome = async (work: () => unknown): Promise<string> => {
  try {
    return String(await work());
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return `${error.details.code} ${error.details.syscall}`;
  }
};

const signalInit = () => {
  const init = native.openProcess(1);
  try {
    return init?.signal(0);
  } finally {
    init?.close();
  }
};
const usageOfClosedDir = async () => {
  mkdirSync(join(own, 'closed'));
  chmodSync(join(own, 'closed'), 0);
  try {
    return await native.diskUsage(own);
  } finally {
    rmdirSync(join(own, 'closed'));
  }
};

const calls: Readonly<Record<string, () => unknown>> = {
  pinNamespaces: () => native.pinNamespaces({ net: join(own, 'net'), uts: join(own, 'uts'), hostname: 'mine' }),
  unpinAbsent: () => native.unpinNamespace(join(own, 'net')),
  unpinNamespace: () => native.unpinNamespace(join(root, 'secret')),
  isNamespaceFile: () => native.isNamespaceFile('/proc/self/ns/net'),
  mount: () => native.mount({ source: 'tmpfs', target: own, fsType: 'tmpfs' }),
  mountOverlay: () => native.mountOverlay({ lowerDirs: [root, own], target: own }),
  unmount: () => native.unmount('/proc'),
  openInRoot: () => native.openInRoot(root, 'secret'),
  readFileInRoot: () => native.readFileInRoot(root, 'secret', 100),
  readPublic: () => native.readFileInRoot(root, 'public', 100),
  resolveInRoot: () => native.resolveInRoot(root, 'secret'),
  makeDirInRoot: () => native.makeDirInRoot(root, 'new', 0o755),
  diskUsage: async () => (await native.diskUsage(own)).inodesUsed,
  diskUsageOfRoot: usageOfClosedDir,
  makeOwnDir: () => native.makeDirInRoot(own, 'a/b', 0o755),
  signal: signalInit,
  startTicksOf: () => typeof Number(native.startTicksOf(1)),
  connect: () => native.SeqpacketSocket.connect(join(own, 'none')),
};

const outcomes: Record<string, string> = {};
for (const [name, work] of Object.entries(calls)) outcomes[name] = await outcome(work);
process.stdout.write(JSON.stringify(outcomes));
