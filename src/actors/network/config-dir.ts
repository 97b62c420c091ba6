/**
 * The CNI configuration directory, read once: which networks there are, and which files are no good.
 *
 * A result is an immutable snapshot; nobody waits for a reload. Source: CNI spec 1.1.0, section 1; libcni, conf.go.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { FailureError, failureOf } from '../../machines/failure.ts';
import { errnoOf } from '../fs-failure.ts';
import { type NetworkList, type PluginConfig, parseNetworkList, parsePlugin } from './network-list.ts';

export interface ConfiguredNetwork {
  readonly list: NetworkList;
  /** Absolute. */
  readonly file: string;
}
export interface BrokenFile {
  readonly file: string;
  readonly reason: string;
  /** The file was good before, and that content is still in use. */
  readonly usesLastGood: boolean;
}
export interface ConfigSnapshot {
  /** In name order of the files: the first is the pod network. */
  readonly networks: readonly ConfiguredNetwork[];
  readonly broken: readonly BrokenFile[];
}

/**
 * Reads the directory again.
 *
 * @param before what was read last: a file that is broken now keeps the network that it had then; a file that is gone
 * does not.
 * @param maxNetworks 0: all.
 * Never fails: a directory that is absent is empty, one that cannot be read is a broken file.
 */
export const readConfigDir = async (
  dir: string,
  maxNetworks: number,
  before: ConfigSnapshot,
): Promise<ConfigSnapshot> => {
  let names: readonly string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    if (isAbsent(error)) return { networks: [], broken: [] };
    return { networks: before.networks, broken: [{ file: dir, reason: reasonOf(error), usesLastGood: true }] };
  }
  const networks: ConfiguredNetwork[] = [];
  const broken: BrokenFile[] = [];
  for (const name of names.filter(isConfigName).sort(byBytes)) {
    const file = join(dir, name);
    try {
      const list = await readNetwork(dir, name);
      if (list !== undefined) networks.push({ list, file });
    } catch (error) {
      const lastGood = before.networks.find((network) => network.file === file);
      if (lastGood !== undefined) networks.push(lastGood);
      broken.push({ file, reason: reasonOf(error), usesLastGood: lastGood !== undefined });
    }
  }
  return { networks: maxNetworks === 0 ? networks : networks.slice(0, maxNetworks), broken };
};

const extensions = ['.conf', '.conflist', '.json'];
const isConfigName = (name: string): boolean => extensions.includes(extname(name));

/** As libcni sorts: by bytes, not by the locale. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** undefined: it vanished meanwhile, or is no file. */
const readNetwork = async (dir: string, name: string): Promise<NetworkList | undefined> => {
  const text = await readText(join(dir, name));
  if (text === undefined) return undefined;
  const { takesSiblings, ...list } = parseNetworkList(text, extname(name) === '.conflist');
  const plugins = takesSiblings ? [...list.plugins, ...(await readSiblings(join(dir, list.name)))] : list.plugins;
  if (plugins.length === 0) throw new FailureError('NetworkConfigInvalid', { reason: 'no plugins' });
  return { ...list, plugins };
};

/** Plugins in files of their own, in the folder that has the network's name. */
const readSiblings = async (dir: string): Promise<readonly PluginConfig[]> => {
  const names = await readdir(dir).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  const files = names.filter((name) => extname(name) === '.conf').sort(byBytes);
  const texts = await Promise.all(files.map((name) => readText(join(dir, name))));
  return texts.flatMap((text) => (text === undefined ? [] : [parsePlugin(text)]));
};

const maxBytes = 1 << 20;

const readText = async (file: string): Promise<string | undefined> => {
  try {
    const seen = await stat(file);
    if (!seen.isFile()) return undefined; // a directory; or a fifo, which would never end
    if (seen.size > maxBytes) throw new FailureError('NetworkConfigInvalid', { reason: 'larger than 1 MiB' });
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '');

const reasonOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && 'syscall' in error) return `${error.syscall}: ${error.code}`;
  const { details } = failureOf(error);
  return String(details.reason ?? details.error ?? 'unreadable');
};
