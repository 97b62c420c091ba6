/** Composes the daemon out of config, store, actors and the CRI server. */
import { FailureError } from '../machines/failure.ts';
import type { StartDaemon } from './daemon-face.ts';

/** Not composed yet: the actors' system is being written. */
export const startDaemon: StartDaemon = async () => {
  throw new FailureError('NotImplemented', { what: 'startDaemon' });
};
