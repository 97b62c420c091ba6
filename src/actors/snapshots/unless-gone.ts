import { errnoOf } from '../fs-failure.ts';

/** Waits for the removal of something: that it is gone already is what we want. */
export const unlessGone = async (operation: Promise<void>, alsoFine = 'ENOENT'): Promise<void> => {
  try {
    await operation;
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'ENOENT' && code !== alsoFine) throw error;
  }
};
