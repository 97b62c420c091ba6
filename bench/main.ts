/** `npm run bench`: see docs/benchmarks.md. */
import { awaitEnd } from '../src/cli/signals.ts';
import { bench } from './bench.ts';
import { readOptions, usage } from './options.ts';
import { openScene } from './scene/scene.ts';
import { undoStack } from './scene/undo-stack.ts';
import { trace } from './trace/trace.ts';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(`${options}\n\n${usage}`);
  process.exit(2);
}
if (process.getuid?.() !== 0) {
  console.error('the bench makes namespaces, mounts and cgroups: it needs root');
  process.exit(1);
}
const { signal } = awaitEnd();
const undo = undoStack();
const print = (text: string) => console.log(text);
const progress = (text: string) => void (process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`));
process.exitCode = 1;
try {
  const scene = await openScene(undo, {
    searchPath: process.env.PATH ?? '',
    parentDir: options.workParent,
    hasOwnDisk: options.hasOwnDisk,
  });
  if (options.isTrace) await trace(scene, { rounds: options.rounds, signal, print });
  else await bench(scene, { options, signal, print, progress });
  process.exitCode = 0;
} catch (error) {
  if (!signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  progress('');
  for (const failed of await undo.unwind()) console.error(`left behind: ${failed}`);
}
