/** What a service throws after it tried to undo its own half-done work. */
import { FailureError, failureOf } from '../../machines/failure.ts';

/** The failure that led here; the undo's own is beside it, as `undo`, where that failed too. */
export const afterUndo = async (error: unknown, undo: () => Promise<void>): Promise<FailureError> => {
  const { code, details } = failureOf(error);
  try {
    await undo();
    return new FailureError(code, details, { cause: error });
  } catch (undoError) {
    const { code: undoCode, details: undoDetails } = failureOf(undoError);
    return new FailureError(code, { ...details, undo: { code: undoCode, details: undoDetails } }, { cause: error });
  }
};
