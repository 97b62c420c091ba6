/**
 * Which states a transition leaves and enters, and with what actions: a pure function of the states that a chart is in and of
 * the transitions that are taken, so it is worked out once for each of these.
 *
 * Source: SCXML, appendix D (exit and entry sets), as xstate 5.33.3 reads it; history states are not known here.
 */

/** A state of a chart: xstate's, as far as it is needed. */
export interface Node {
  readonly id: string;
  readonly key: string;
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly parent: Node | undefined;
  readonly states: Readonly<Record<string, Node>>;
  readonly order: number;
  readonly entry: readonly unknown[];
  readonly exit: readonly unknown[];
  readonly invoke: readonly unknown[];
  readonly initial: { readonly target: readonly Node[]; readonly actions: readonly unknown[] };
  readonly transitions: ReadonlyMap<string, readonly Transition[]>;
  readonly always: readonly Transition[] | undefined;
  readonly output: unknown;
  readonly tags: readonly string[];
  /** Throws where a guard throws, and says which one. */
  readonly next: (snapshot: unknown, event: { readonly type: string }) => readonly Transition[] | undefined;
}
export interface Transition {
  readonly target: readonly Node[] | undefined;
  readonly source: Node;
  readonly reenter: boolean;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
}

/** A final state is entered. */
export interface Ending {
  /** Its parent is done, with this output. */
  readonly parent: { readonly id: string; readonly output: unknown } | undefined;
  /** Parallel states that are done by it, the innermost first. */
  readonly regions: readonly string[];
  /** All is done by it: the state that completes the root. */
  readonly completing: Node | undefined;
}
export interface Entry {
  readonly actions: readonly unknown[];
  readonly ending: Ending | undefined;
}
export interface Plan {
  /** Of the states that are left, the innermost first. */
  readonly exits: readonly unknown[];
  readonly actions: readonly unknown[];
  readonly entries: readonly Entry[];
  /** Exits of all states, where all is done. */
  readonly farewell: readonly unknown[];
  /** The states then; undefined: the same as before. */
  readonly nodes: readonly Node[] | undefined;
}

const childrenOf = (node: Node): readonly Node[] => Object.values(node.states);
const isBelow = (node: Node, above: Node | undefined): boolean => {
  let at = node;
  while (at.parent !== undefined && at.parent !== above) at = at.parent;
  return at.parent === above;
};
const ancestorsOf = (node: Node, upTo: Node | undefined): Node[] => {
  const found: Node[] = [];
  if (upTo === node) return found;
  for (let at = node.parent; at !== undefined && at !== upTo; at = at.parent) found.push(at);
  return found;
};

/** The innermost state that is neither left nor entered. */
const domainOf = ({ target = [], source, reenter }: Transition): Node | undefined => {
  if (!reenter && target.every((one) => one === source || isBelow(one, source))) return source;
  const [head, ...tail] = [...target, source];
  const common = ancestorsOf(head as Node, undefined).find((above) => tail.every((one) => isBelow(one, above)));
  if (common !== undefined) return common;
  if (reenter) return undefined;
  let root = source;
  while (root.parent !== undefined) root = root.parent;
  return root;
};

const leftBy = (transitions: readonly Transition[], nodes: Iterable<Node>): ReadonlySet<Node> => {
  const left = new Set<Node>();
  for (const transition of transitions) {
    if (transition.target === undefined || transition.target.length === 0) continue;
    const domain = domainOf(transition);
    if (transition.reenter && transition.source === domain) left.add(domain);
    for (const node of nodes) if (isBelow(node, domain)) left.add(node);
  }
  return left;
};

/** Of two that leave the same state, the inner one, or else the first. */
export const withoutConflicts = (transitions: readonly Transition[], nodes: readonly Node[]): readonly Transition[] => {
  if (transitions.length < 2) return transitions;
  const kept = new Set<Transition>();
  for (const one of transitions) {
    const preempted: Transition[] = [];
    let isPreempted = false;
    for (const other of kept) {
      const both = leftBy([other], nodes);
      if (![...leftBy([one], nodes)].some((node) => both.has(node))) continue;
      if (isBelow(one.source, other.source)) preempted.push(other);
      else {
        isPreempted = true;
        break;
      }
    }
    if (isPreempted) continue;
    for (const each of preempted) kept.delete(each);
    kept.add(one);
  }
  return [...kept];
};

const enteredBy = (transitions: readonly Transition[]) => {
  const entered = new Set<Node>();
  const byDefault = new Set<Node>();
  const addBelow = (node: Node): void => {
    if (node.type === 'compound') {
      const [first] = node.initial.target;
      if (first === undefined) return;
      entered.add(first);
      byDefault.add(first);
      addBelow(first);
      addAbove(ancestorsOf(first, node), undefined);
    } else if (node.type === 'parallel') addRegions(node, true);
  };
  const addRegions = (node: Node, isDefault: boolean) => {
    for (const region of childrenOf(node)) {
      if ([...entered].some((one) => isBelow(one, region))) continue;
      entered.add(region);
      if (isDefault) byDefault.add(region);
      addBelow(region);
    }
  };
  const addAbove = (ancestors: readonly Node[], domain: Node | undefined) => {
    for (const above of ancestors) {
      if (domain === undefined || isBelow(above, domain)) entered.add(above);
      if (above.type === 'parallel') addRegions(above, false);
    }
  };
  for (const transition of transitions) {
    const { target = [], source, reenter } = transition;
    const domain = domainOf(transition);
    for (const node of target) {
      if (source !== node || source !== domain || reenter) {
        entered.add(node);
        byDefault.add(node);
      }
      addBelow(node);
    }
    for (const node of target) {
      const ancestors = ancestorsOf(node, domain);
      if (domain?.type === 'parallel') ancestors.push(domain);
      addAbove(ancestors, source.parent === undefined && reenter ? undefined : domain);
    }
  }
  return { entered: [...entered].sort((one, other) => one.order - other.order), byDefault };
};

const isDone = (nodes: ReadonlySet<Node>, node: Node): boolean => {
  if (node.type === 'compound') return childrenOf(node).some((child) => child.type === 'final' && nodes.has(child));
  if (node.type === 'parallel') return childrenOf(node).every((child) => isDone(nodes, child));
  return node.type === 'final';
};
const endingOf = (node: Node, nodes: ReadonlySet<Node>, completed: Set<Node>): Ending => {
  const { parent } = node;
  let above = parent?.type === 'parallel' ? parent : parent?.parent;
  let completing = above ?? node;
  const regions: string[] = [];
  while (above?.type === 'parallel' && !completed.has(above) && isDone(nodes, above)) {
    completed.add(above);
    regions.push(above.id);
    completing = above;
    above = above.parent;
  }
  return {
    parent: parent?.type === 'compound' ? { id: parent.id, output: node.output } : undefined,
    regions,
    completing: above === undefined ? completing : undefined,
  };
};

/** @param isBirth the first one: nothing is left */
export const planOf = (from: readonly Node[], transitions: readonly Transition[], isBirth: boolean): Plan => {
  const nodes = new Set(from);
  const taken = withoutConflicts(transitions, from);
  const left = isBirth ? [] : [...leftBy(taken, nodes)].sort((one, other) => other.order - one.order);
  for (const node of left) nodes.delete(node);
  const { entered, byDefault } = enteredBy(taken);
  const completed = new Set<Node>();
  const entries = entered.map((node): Entry => {
    nodes.add(node);
    const isDefault = byDefault.has(node) || (isBirth && node.parent === undefined);
    const actions = isDefault ? [...node.entry, ...node.initial.actions] : node.entry;
    return { actions, ending: node.type === 'final' ? endingOf(node, nodes, completed) : undefined };
  });
  const after = [...nodes];
  const isOver = entries.some(({ ending }) => ending?.completing !== undefined);
  if (isOver) after.sort((one, other) => other.order - one.order);
  const isSame = from.length === nodes.size && from.every((node) => nodes.has(node));
  return {
    exits: left.flatMap((node) => node.exit),
    actions: taken.flatMap((transition) => transition.actions),
    entries,
    farewell: isOver ? after.flatMap((node) => node.exit) : [],
    nodes: isSame ? undefined : after,
  };
};

/** The first states of a chart, as the transition that leads there. */
export const birthOf = (root: Node): Transition => {
  const target = new Set<Node>();
  const add = (node: Node) => {
    if (target.has(node)) return;
    target.add(node);
    if (node.type === 'compound') for (const first of node.initial.target) add(first);
    else if (node.type === 'parallel') for (const region of childrenOf(node)) add(region);
  };
  add(root);
  return { target: [...target], source: root, reenter: true, actions: [] };
};

/** A state's value: the name of the one below, or, of several, each with its own. */
export const valueIn = (nodes: readonly Node[], base: Node): unknown => {
  const below = nodes.filter(({ parent }) => parent === base);
  const [only] = below;
  if (base.type === 'compound' && only !== undefined && (only.type === 'atomic' || only.type === 'final'))
    return only.key;
  const value: Record<string, unknown> = {};
  for (const node of base.type === 'compound' ? below.slice(0, 1) : below) value[node.key] = valueIn(nodes, node);
  return value;
};
