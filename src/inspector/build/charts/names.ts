/** Names of what a chart's transitions ask and do: of those that have one its name, of others their text. */

const innerText = (fn: string): string =>
  fn
    .replace(/^\(?\{?\s*[\w\s,{}:]*?\}?\)?\s*=>\s*/, '')
    .replaceAll(/\b(?:event|context)\./g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** @returns undefined where nothing has to hold */
export const guardName = (guard: unknown): string | undefined => {
  if (guard === undefined) return undefined;
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && guard !== null && 'type' in guard) return String(guard.type);
  if (typeof guard !== 'function') return 'a condition';
  if ('stateValue' in guard)
    return `in ${JSON.stringify(guard.stateValue).replaceAll(/["{}]/g, '').replaceAll(':', '.')}`;
  if (/^(guard|)$/.test(guard.name)) return innerText(String(guard));
  return guard.name;
};

/** Whatever is asked of it is itself; as a text it is empty. */
const anything: unknown = new Proxy(() => undefined, {
  get: (_, key) => (key === Symbol.toPrimitive || key === 'toString' ? () => '' : anything),
  apply: () => anything,
});

interface Refusal {
  readonly ok: false;
  readonly failure: { readonly code: string; readonly details?: { readonly [name: string]: unknown } };
}
const isRefusal = (reply: unknown): reply is Refusal =>
  typeof reply === 'object' && reply !== null && 'ok' in reply && reply.ok === false && 'failure' in reply;

/** @returns code and reason, where the one action is to refuse whoever asked. */
export const refusalIn = (actions: readonly unknown[], type: string): string | undefined => {
  const [action, ...more] = actions;
  if (more.length > 0 || typeof action !== 'object' || action === null) return undefined;
  const { type: name, params } = action as { readonly type?: unknown; readonly params?: unknown };
  if (name !== 'answer' || typeof params !== 'function') return undefined;
  let reply: unknown;
  try {
    const event = new Proxy({ type, requestId: '' }, { get: (own, key) => Reflect.get(own, key) ?? anything });
    reply = params({ context: anything, event });
  } catch {
    return undefined; // it needs more than a message to say
  }
  if (!isRefusal(reply)) return undefined;
  const { code, details } = reply.failure;
  const why = details?.state ?? details?.reason;
  return typeof why === 'string' && why !== '' ? `${code}: ${why}` : code;
};

/** Names of actions, as often as they are done; those of timers and of services that a state invokes are no actions. */
export const actionNames = (actions: readonly unknown[]): readonly string[] =>
  actions.flatMap((action) => {
    if (typeof action === 'string') return [action];
    const { type, params, id } = action as { readonly type?: string; readonly params?: unknown; readonly id?: unknown };
    if (type === 'xstate.assign') return ['keep'];
    if (type === 'xstate.spawnChild' || type === 'xstate.stopChild') return [];
    if (type === 'xstate.raise' || type === 'xstate.cancel')
      return String(id ?? '').startsWith('xstate.after.') || type === 'xstate.cancel' ? [] : ['raise'];
    const change = (params as { readonly change?: unknown } | undefined)?.change;
    return [typeof change === 'string' ? `${type} ${change}` : (type ?? 'an action')];
  });
