/** The commands that look back. Loaded only by them. */
import type { BackDeeds } from '../back-commands.ts';
import { exportHere } from './export.ts';
import { queryHere } from './query.ts';
import { seqHere } from './seq.ts';
import { treeHere } from './tree.ts';
import { whyHere } from './why.ts';

export const backHere: BackDeeds = {
  journalQuery: queryHere,
  why: whyHere,
  tree: treeHere,
  seq: (file, flags) =>
    seqHere(file, flags, { write: (text) => process.stdout.write(text), width: process.stdout.columns }),
  exportJournal: exportHere,
};
