/** `npm run bench`: see docs/benchmarks.md. */
import { parseArgs } from 'node:util';
import { awaitEnd } from '../src/cli/signals.ts';
import { openScene } from './scene/scene.ts';
import { undoStack } from './scene/undo-stack.ts';
import { trace } from './trace/trace.ts';

const { values } = parseArgs({
  options: { trace: { type: 'boolean', default: false }, rounds: { type: 'string', default: '20' } },
});
const { signal } = awaitEnd();
const undo = undoStack();
const print = (line: string) => console.log(line);
try {
  const scene = await openScene(undo, process.env.PATH ?? '');
  await trace(scene, { rounds: Number(values.rounds), signal, print });
} finally {
  for (const failed of await undo.unwind()) console.error(`left behind: ${failed}`);
}
