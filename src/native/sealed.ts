/** Copies of files that nobody can change any more. Source: memfd_create(2); fcntl(2), File Sealing. */
import { call, checkTexts } from './addon.ts';

/**
 * Copies an open regular file into memory, executable, and seals it: it can neither be written, grow, shrink, nor lose its seals.
 *
 * @param fd must stay open until the promise has settled.
 * @param name shown in /proc: `/memfd:name (deleted)`; at most 249 bytes.
 * @returns a descriptor that is the caller's to close, and closes by itself in programs that are started.
 */
export const sealedCopy = async (fd: number, name: string): Promise<number> => {
  checkTexts('memfd_create', name);
  return call((addon: SealedCalls) => addon.sealedCopy(fd, name));
};

interface SealedCalls {
  sealedCopy(fd: number, name: string): Promise<number>;
}
