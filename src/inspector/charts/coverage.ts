/** Which transitions of a chart were taken, and how often. Pure. */

/** The end of one of many children is the same event for all of them: `xstate.done.actor.exec:e1` is that of `exec:*`. */
export const eventKey = (type: string): string => type.replace(/^(xstate\.(?:done|error)\.actor\.[^:]+):.*$/, '$1:*');

/** Divided by tabs: the state that defines it, its message, and the state that it leads to; none where it stays. */
export const coverageKey = (state: string, event: string, target: string): string => [state, event, target].join('\t');
