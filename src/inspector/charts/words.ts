/** Short words for what stands on an arrow. */

/** 10000 → `10 s` */
export const spokenDelay = (ms: number): string =>
  ms >= 60_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;

/**
 * `container.stop` → `stop`, `xstate.done.actor.createTask` → `createTask ✓`, its failure `createTask ✗`, a delay `◷ 10 s`, the
 * end of all inside `all done ✓`; a transition without a message: nothing.
 * @param machine what is the chart's own noun is left out.
 */
export const spokenEvent = (
  event: string,
  machine: string,
  delays: { readonly [name: string]: number } | undefined = undefined,
): string => {
  const [, how, whose] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? [];
  if (whose !== undefined) return `${whose === '*' ? 'any child' : whose} ${how === 'done' ? '✓' : '✗'}`;
  if (event.startsWith('xstate.done.state.')) return 'all done ✓';
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(event) ?? [];
  if (delay !== undefined) {
    const ms = delays?.[delay] ?? (/^\d+$/.test(delay) ? Number(delay) : undefined);
    return `◷ ${ms === undefined ? delay : spokenDelay(ms)}`;
  }
  return event.startsWith(`${machine}.`) ? event.slice(machine.length + 1) : event;
};
