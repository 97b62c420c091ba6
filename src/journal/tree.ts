/** Who is there, as a tree: daemon, pods, containers, execs, with what each waits for. */
import { ownIdOf, shortName } from './actor-name.ts';
import type { Life } from './lives.ts';
import { clean, durationText, saidText, stateText } from './wording.ts';

/** An actor; ages are µs, undefined where the beginning is not known. */
export interface TreeNode {
  readonly actor: string;
  readonly parent: string | undefined;
  readonly machine: string | undefined;
  readonly state: string;
  readonly ageUs: number | undefined;
  readonly waits: readonly { readonly service: string; readonly ageUs: number | undefined }[];
  readonly last: { readonly type: string; readonly ageUs: number } | undefined;
  /** What went wrong last. */
  readonly mark: string | undefined;
}

export const treeOf = (lives: Iterable<Life>, nowUs: number): readonly TreeNode[] =>
  [...lives].map(({ name, machine, parent, state, since, pending, last, mark }) => ({
    actor: name,
    parent,
    machine,
    state,
    ageUs: since === undefined ? undefined : nowUs - since.us,
    waits: [...pending.values()].map(({ service, us }) => ({ service, ageUs: nowUs - us })),
    last: last === undefined ? undefined : { type: last.type, ageUs: nowUs - last.us },
    mark,
  }));

export interface TreeLine {
  readonly actor: string;
  readonly state: string;
  readonly age: string;
  readonly waits: string;
  readonly last: string;
  readonly mark: string;
}

/** Parents before their children, each by its birth. */
export const treeLines = (nodes: readonly TreeNode[]): readonly TreeLine[] => {
  const known = new Set(nodes.map(({ actor }) => actor));
  const below = new Map<string, TreeNode[]>();
  for (const node of nodes) {
    const parent = node.parent !== undefined && known.has(node.parent) && node.parent !== node.actor ? node.parent : '';
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [node]);
    else siblings.push(node);
  }
  const lines: TreeLine[] = [];
  const told = new Set<string>();
  const add = (parent: string, head: string) => {
    const children = below.get(parent) ?? [];
    for (const [index, node] of children.entries()) {
      if (told.has(node.actor)) continue;
      told.add(node.actor);
      const isLast = index === children.length - 1;
      const isTop = parent === '';
      lines.push({
        ...lineOf(node),
        actor: `${isTop ? '' : `${head}${isLast ? '└─ ' : '├─ '}`}${ownName(node.actor)}`,
      });
      add(node.actor, isTop ? '' : `${head}${isLast ? '   ' : '│  '}`);
    }
  };
  add('', '');
  return lines;
};

const ownName = (actor: string): string => clean(shortName(actor.slice(actor.lastIndexOf('/') + 1)));

const agoText = (us: number | undefined): string => (us === undefined ? '' : durationText(us));

const lineOf = ({ state, ageUs, waits, last, mark }: TreeNode): Omit<TreeLine, 'actor'> => ({
  state: clean(stateText(state)),
  age: agoText(ageUs),
  waits: waits
    .map(
      ({ service, ageUs: waited }) => `${clean(ownIdOf(service))}${waited === undefined ? '' : ` ${agoText(waited)}`}`,
    )
    .join(', '),
  last: last === undefined ? '' : saidText(last.type),
  mark: mark === undefined ? '' : `✗ ${clean(mark)}`,
});
