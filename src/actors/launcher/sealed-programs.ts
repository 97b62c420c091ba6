/**
 * Copies in memory, sealed for good, of runtimes that would make one of themselves each time they run.
 *
 * A process that joins a container could be made to write to the program that it runs (CVE-2019-5736). So runc before 1.2 and crun
 * start by mounting their program anew, read-only, or copying it, and execute that; unless what runs them is a sealed memfd
 * already. Source: runc 1.1, libcontainer/nsenter/cloned_binary.c, which says that others may make it.
 */
import { closeSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { sealedCopy } from '../../native.ts';

export interface SealedPrograms {
  /**
   * Where a child of this process finds a copy of the program as it is now. undefined: there is none yet, or never will be;
   * the program itself is to be run.
   */
  readonly pathOf: (program: string) => string | undefined;
  /** Its copy could not be executed: there is to be none, until the program changes. */
  readonly refuse: (program: string) => void;
  readonly close: () => void;
}

/** Every program as it is. */
export const noSealedPrograms: SealedPrograms = { pathOf: () => undefined, refuse: () => {}, close: () => {} };

interface Copy {
  readonly identity: string;
  fd: number | undefined;
}

/** Some configured runtimes; whatever is more is run as it is. */
const maxCopies = 8;
const maxBytes = 64 * 1024 * 1024;

export const openSealedPrograms = (): SealedPrograms => {
  const copies = new Map<string, Copy>();
  const drop = (copy: Copy | undefined): void => {
    if (copy?.fd !== undefined) closeSync(copy.fd); // whoever runs from it has it open
    if (copy !== undefined) copy.fd = undefined;
  };
  const prepare = async (program: string, copy: Copy): Promise<void> => {
    const fd = await copyOf(program, copy.identity).catch(() => undefined); // then it copies itself
    copy.fd = fd;
    if (copies.get(program) !== copy) drop(copy);
  };
  return {
    pathOf: (program) => {
      const known = copies.get(program);
      const identity = identityOf(statSync(program, { bigint: true, throwIfNoEntry: false }));
      if (identity === undefined) return undefined;
      if (known?.identity === identity) return known.fd === undefined ? undefined : `/proc/self/fd/${known.fd}`;
      if (known === undefined && copies.size >= maxCopies) return undefined;
      drop(known);
      const copy = { identity, fd: undefined };
      copies.set(program, copy);
      void prepare(program, copy);
      return undefined;
    },
    refuse: (program) => drop(copies.get(program)),
    close: () => {
      for (const copy of copies.values()) drop(copy);
      copies.clear();
    },
  };
};

interface Stat {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** Another one: another file, or other content. */
const identityOf = (stat: Stat | undefined): string | undefined =>
  stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');

/** @returns undefined: it does not copy itself, or changes just now. */
const copyOf = async (program: string, identity: string): Promise<number | undefined> => {
  const file = await open(program);
  try {
    if (!(await copiesItself(file))) return undefined;
    const fd = await sealedCopy(file.fd, basename(program).slice(0, 100));
    if (identityOf(await file.stat({ bigint: true })) === identity) return fd;
    closeSync(fd);
    return undefined;
  } finally {
    await file.close();
  }
};

const elf = Buffer.from('\x7fELF', 'latin1');
/** By it such a program tells itself that it runs from its copy. */
const mark = Buffer.from('_LIBCONTAINER_CLONED_BINARY=');
const pieceBytes = 1024 * 1024;

/** Whether it has the mark. A script is none of these, and could not be read any more from a descriptor that is closed. */
const copiesItself = async (file: FileHandle): Promise<boolean> => {
  const { size } = await file.stat();
  if (size > maxBytes) return false;
  const piece = Buffer.alloc(pieceBytes);
  for (let position = 0; position < size; position += pieceBytes - mark.length) {
    const { bytesRead } = await file.read(piece, 0, pieceBytes, position);
    const part = piece.subarray(0, bytesRead);
    if (position === 0 && !part.subarray(0, elf.length).equals(elf)) return false;
    if (part.includes(mark)) return true;
    if (bytesRead === 0) return false;
  }
  return false;
};
