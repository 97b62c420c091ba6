/** A cheap hash of a sequence of texts (32 bit FNV-1a): whether two runs did the same, not a proof against an enemy. */
export interface TraceHash {
  readonly add: (text: string) => void;
  readonly count: () => number;
  readonly digest: () => string;
  readonly clear: () => void;
}

const offset = 0x811c9dc5;
const prime = 0x01000193;

export const openTraceHash = (): TraceHash => {
  let state = offset;
  let count = 0;
  return {
    add: (text) => {
      for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), prime);
      state = Math.imul(state ^ 0x100, prime); // where one ends
      count += 1;
    },
    count: () => count,
    digest: () => (state >>> 0).toString(36),
    clear: () => {
      state = offset;
      count = 0;
    },
  };
};
