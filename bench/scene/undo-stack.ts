/** What has to be undone, last first, whatever happens in between. */
export interface UndoStack {
  /** `what` names it, should undoing fail. */
  readonly push: (what: string, undo: () => void | Promise<void>) => void;
  /** Undoes all. A step that fails does not hold up the next. @returns what failed, as text. */
  readonly unwind: () => Promise<readonly string[]>;
}

export const undoStack = (): UndoStack => {
  const steps: { readonly what: string; readonly undo: () => void | Promise<void> }[] = [];
  return {
    push: (what, undo) => void steps.push({ what, undo }),
    unwind: async () => {
      const failed: string[] = [];
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        const { what, undo } = step;
        try {
          await undo();
        } catch (error) {
          failed.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      return failed;
    },
  };
};
