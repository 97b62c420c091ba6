/** What becomes of a command whose reader goes, as that of `| head` does. */
import { constants } from 'node:os';

/** Whoever read us has gone: end as a program that SIGPIPE ends. */
export const endWithReader = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE);
      throw error;
    });
};
