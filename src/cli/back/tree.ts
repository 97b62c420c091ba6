/** `troupe tree`: of a recording, or of the daemon that runs. */
import { loadConfig } from '../../config/load.ts';
import { pathsOf } from '../../config/paths.ts';
import { namesLike } from '../../journal/actor-name.ts';
import { openLives } from '../../journal/lives.ts';
import { type TreeLine, type TreeNode, treeLines, treeOf } from '../../journal/tree.ts';
import { askActors } from '../control.ts';
import { paintFor } from '../demo/narrator.ts';
import { simExitCodes } from '../exit-codes.ts';
import { type Column, tableOf } from '../look/table.ts';
import { badUse, countIn, type TreeFlags } from './flags.ts';
import { outTo } from './out.ts';
import { readingOf } from './recordings.ts';

export const treeHere = async (file: string | undefined, flags: TreeFlags): Promise<number> => {
  const at = countIn(flags.at, '--at');
  if (file === undefined && at !== undefined) throw badUse('--at is for a recording', 'troupe tree FILE --at 4711');
  const nodes =
    file === undefined
      ? await askActors(pathsOf(await loadConfig(flags.config)).controlSocket)
      : await recorded(file, at);
  const shown = flags.actor === undefined ? nodes : within(nodes, flags.actor);
  const out = outTo(undefined);
  if (flags.json) await out.write(`${JSON.stringify({ actors: shown })}\n`);
  else if (shown.length === 0) await out.write('nobody is there\n');
  else {
    const paper = { columns: process.stdout.columns, paint: paintFor(process.stdout) };
    await out.write(`${tableOf(columns, treeLines(shown), paper).join('\n')}\n`);
  }
  await out.close();
  return simExitCodes.fine;
};

const recorded = async (file: string, at = Number.POSITIVE_INFINITY): Promise<readonly TreeNode[]> => {
  const lives = openLives();
  let nowUs = 0;
  for await (const told of readingOf(file).told()) {
    if (Math.floor(told.record.q) > at) break;
    lives.see(told);
    nowUs = told.us;
  }
  return treeOf(lives.all.values(), nowUs);
};

const within = (nodes: readonly TreeNode[], actor: string): readonly TreeNode[] => {
  const fits = namesLike(actor);
  const tops = nodes.filter((node) => fits(node.actor)).map((node) => node.actor);
  return nodes.filter((node) => tops.some((top) => node.actor === top || node.actor.startsWith(`${top}/`)));
};

const columns: readonly Column<TreeLine>[] = [
  { title: 'ACTOR', text: ({ actor }) => actor, shrinks: { to: 24, cut: 'end' } },
  { title: 'STATE', text: ({ state }) => state, shrinks: { to: 20, cut: 'end' } },
  { title: 'FOR', text: ({ age }) => age, align: 'right' },
  { title: 'WAITS FOR', text: ({ waits }) => waits, shrinks: { to: 12, cut: 'end' } },
  { title: 'HEARD LAST', text: ({ last }) => last, shrinks: { to: 10, cut: 'end' } },
  { title: '', text: ({ mark }) => mark, shrinks: { to: 10, cut: 'end' } },
];
