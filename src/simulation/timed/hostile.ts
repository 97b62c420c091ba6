/**
 * Somebody with crictl who helps: random requests about what is there, what was there and what never was; the same twice; stops
 * with a shorter grace; removals of what is being made; and limits so short that most of it is given up.
 */
import type { Draft } from '../../machines/messages.ts';
import { containerConfig, podConfig } from '../configs.ts';
import { type Dice, waitOf } from './durations.ts';
import type { TimedNode } from './node.ts';

export const openHostile = (node: TimedNode, dice: Dice, everyMs: number): { readonly stop: () => void } => {
  const seen = { sandboxes: [] as string[], containers: [] as string[] };
  let isOver = false;
  let made = 0;
  let last: Draft | undefined;

  const oneOf = <T>(things: readonly T[]): T | undefined => things[Math.floor(dice() * things.length)];
  const sandboxId = (): string => {
    const ids = node.core().isServing() ? node.core().views.sandboxes() : [];
    return keep(seen.sandboxes, dice() < 0.8 ? oneOf(ids)?.sandboxId : oneOf(seen.sandboxes));
  };
  const containerId = (): string => {
    const ids = node.core().isServing() ? node.core().views.containers() : [];
    return keep(seen.containers, dice() < 0.8 ? oneOf(ids)?.containerId : oneOf(seen.containers));
  };
  const keep = (among: string[], id = 'nobody'): string => {
    if (among.length > 100) among.shift();
    among.push(id);
    return id;
  };
  const requests: readonly (() => Draft)[] = [
    () => ({ type: 'container.stop', containerId: containerId(), graceMs: dice() < 0.5 ? 0 : 2000 }),
    () => ({ type: 'container.remove', containerId: containerId() }),
    () => ({ type: 'container.start', containerId: containerId() }),
    () => ({ type: 'container.reopenLog', containerId: containerId() }),
    () => ({
      type: 'container.exec',
      containerId: containerId(),
      execId: keepNew('x'),
      command: ['true'],
      timeoutMs: 5000,
    }),
    () => ({ type: 'sandbox.stop', sandboxId: sandboxId() }),
    () => ({ type: 'sandbox.remove', sandboxId: sandboxId() }),
    () => {
      const id = keepNew('h');
      return { type: 'sandbox.run', sandboxId: id, runtimeHandler: '', config: podConfig(id) };
    },
    () => ({
      type: 'container.create',
      sandboxId: sandboxId(),
      containerId: keepNew('hc'),
      config: containerConfig(`h${made}`),
    }),
    () => ({ type: 'image.pull', pullId: keepNew('p'), reference: dice() < 0.7 ? 'other' : 'nowhere' }),
    () => ({ type: 'image.remove', reference: 'other' }),
  ];
  const keepNew = (kind: string): string => {
    made += 1;
    const id = `${kind}${String(made).padStart(7, '0')}`;
    if (kind === 'h') keep(seen.sandboxes, id);
    if (kind === 'hc') keep(seen.containers, id);
    return id;
  };
  /** The same request once more: new ids are the runtime's to give. */
  const repeated = (draft: Draft): Draft => {
    if (draft.type === 'sandbox.run') return { ...draft, sandboxId: keepNew('h') };
    if (draft.type === 'container.create') return { ...draft, containerId: keepNew('hc') };
    if (draft.type === 'container.exec') return { ...draft, execId: keepNew('x') };
    if (draft.type === 'image.pull') return { ...draft, pullId: keepNew('p') };
    return draft;
  };
  const act = () => {
    if (isOver) return;
    node.agenda.plan(waitOf(everyMs, dice), act);
    const draft = dice() < 0.2 && last !== undefined ? repeated(last) : oneOf(requests)?.();
    if (draft === undefined) return;
    last = draft;
    node.ask(draft, dice() < 0.4 ? dice() * 500 : 120_000, () => undefined);
  };
  act();
  return {
    stop: () => {
      isOver = true;
    },
  };
};
