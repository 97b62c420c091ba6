/** Logs that the kubelet rotates, and one that is followed meanwhile. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Scene } from './scene.ts';

const lines = 5000;
const writing = `n=0; while [ $n -lt ${lines} ]; do n=$((n+1)); echo "line $n of a log that is rotated again and again"; [ $((n%50)) = 0 ] && sleep 0.1; done; echo end; while :; do sleep 0.1; done`;
const wanted = [
  ...Array.from({ length: lines }, (_, index) => `line ${index + 1} of a log that is rotated again and again`),
  'end',
].join('\n');

export const logs = async ({ node, check, manifests }: Scene): Promise<void> => {
  await node.put(manifests.pod('talker', [manifests.sh('main', writing)], { terminationGracePeriodSeconds: 0 }));
  const following = await check(
    'a log is followed',
    () => node.api.followLog('talker', 'main'),
    () => true,
  );
  await check(
    'the kubelet rotates it',
    () => partsIn(node.podLogsDir),
    (parts) => parts.length >= 4,
  );
  await check(
    'no line is lost over all its files',
    () => partsIn(node.podLogsDir).map(linesIn).join('\n'),
    (text) => text === wanted,
  );
  await check(
    'none for who followed it',
    () => following?.seen().trimEnd() ?? '',
    (text) => text === wanted,
  );
  following?.stop();
};

/** Oldest first: names have the time, and the one that is being written has none. */
const partsIn = (podLogsDir: string): readonly string[] => {
  const pod = readdirSync(podLogsDir).find((name) => name.startsWith('default_talker-'));
  const dir = join(podLogsDir, pod ?? '', 'main');
  const [current = '', ...rotated] = readdirSync(dir)
    .filter((name) => !name.endsWith('.tmp'))
    .toSorted();
  return [...rotated, current].map((name) => join(dir, name));
};

const linesIn = (file: string): string => {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\S+ stdout F /, ''))
    .join('\n');
};
