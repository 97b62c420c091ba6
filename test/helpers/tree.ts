/** What lies in a directory, in words that can be compared. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface TreeView {
  /** Also inode, link count and change time: to see that nothing was touched, not that two trees are alike. */
  readonly isExact?: boolean;
  /** Also all extended attributes, as tar(1) tells them. */
  readonly hasXattrs?: boolean;
}

/** Path (from `dir`, whose own is `.`) → type, mode, owner, mtime, content; hard links name their first path. */
export const treeOf = (dir: string, view: TreeView = {}): Record<string, string> => {
  const tree: Record<string, string> = {};
  const firstPaths = new Map<bigint, string>();
  const visit = (path: string): void => {
    const status = lstatSync(join(dir, path), { bigint: true });
    const first = firstPaths.get(status.ino);
    if (first === undefined) firstPaths.set(status.ino, path);
    tree[path] = first === undefined ? describe(join(dir, path), status, view) : `same as ${first}`;
    if (status.isDirectory()) for (const name of readdirSync(join(dir, path)).sort()) visit(join(path, name));
  };
  visit('.');
  return tree;
};

const kinds = new Map([
  [0o010, 'fifo'],
  [0o020, 'char'],
  [0o040, 'dir'],
  [0o060, 'block'],
  [0o100, 'file'],
  [0o120, 'link'],
]);

const describe = (path: string, status: BigIntStats, { isExact = false, hasXattrs = false }: TreeView): string => {
  const kind = kinds.get(Number(status.mode >> 9n) & 0o170) ?? 'other';
  const words = [kind, (Number(status.mode) & 0o7777).toString(8), `${status.uid}:${status.gid}`];
  words.push(`mtime=${status.mtimeNs}`);
  if (kind === 'char' || kind === 'block') words.push(`device=${status.rdev}`);
  if (kind === 'link') words.push(`-> ${readlinkSync(path)}`);
  if (kind === 'file') words.push(`${status.size}`, createHash('sha256').update(readFileSync(path)).digest('hex'));
  if (isExact) words.push(`inode=${status.ino} links=${status.nlink} ctime=${status.ctimeNs}`);
  if (hasXattrs) words.push(JSON.stringify(xattrsOf(path)));
  return words.join(' ');
};

/** Extended attributes of one file, by name; values as latin1. Node has no call for it: tar(1) reads them. */
export const xattrsOf = (path: string): Record<string, string> => {
  const args = ['--create', '--format=pax', '--xattrs', '--xattrs-include=*', '--no-recursion', '--file=-'];
  const tar = execFileSync('tar', [...args, '--absolute-names', path], { stdio: ['ignore', 'pipe', 'ignore'] });
  if (tar[156] !== 0x78) return {};
  const size = Number.parseInt(tar.toString('latin1', 124, 135), 8);
  const found: [string, string][] = [];
  for (let at = 512; at < 512 + size; ) {
    const length = Number.parseInt(tar.toString('latin1', at, at + 10), 10);
    const record = tar.toString('latin1', at, at + length - 1);
    const match = /^\d+ SCHILY\.xattr\.([^=]+)=(.*)$/s.exec(record);
    if (match !== null) found.push([match[1] ?? '', match[2] ?? '']);
    at += length;
  }
  return Object.fromEntries(found.sort());
};
