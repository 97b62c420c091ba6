/**
 * Network configuration lists: a file's text → one checked list of plugins.
 *
 * Fields that we do not know are kept as they are, for they are the plugins'. Source: CNI spec 1.1.0, section 1.
 */
import { FailureError } from '../../machines/failure.ts';
import type { Json, JsonObject } from '../../machines/json.ts';
import { type CniVersion, highestOf, oldestVersion } from './cni-version.ts';

/** One network: what ADD, DEL and the others run, in order. Plain JSON, for the ledger keeps it until DEL succeeded. */
export interface NetworkList {
  readonly name: string;
  /** The highest of the configuration's versions that we speak. */
  readonly cniVersion: CniVersion;
  readonly disableCheck: boolean;
  readonly disableGC: boolean;
  /** At least one. */
  readonly plugins: readonly PluginConfig[];
}
/** One plugin's configuration object, as written, with its `type` checked. */
export type PluginConfig = JsonObject & { readonly type: string };

/** As {@link NetworkList}, before sibling plugin files are added; `plugins` may be empty then. */
export interface ParsedList extends NetworkList {
  /** Whether plugin files in a folder named after the network are to be added. Source: CNI spec 1.1.0. */
  readonly takesSiblings: boolean;
}

/**
 * @param isList `*.conflist`; else a single plugin's configuration, which becomes a list of one. A single file that has
 * `plugins` is a list all the same (`.json` and `.conf` are used for both).
 * @throws FailureError NetworkConfigInvalid {reason}
 */
export const parseNetworkList = (text: string, isList: boolean): ParsedList => {
  const root = objectOf(jsonOf(text), 'the configuration');
  const name = nameOf(root.name);
  const cniVersion = versionOf(root);
  if (!isList && root.plugins === undefined) {
    const plugins = [pluginOf(root, 'the configuration')];
    return { name, cniVersion, disableCheck: false, disableGC: false, plugins, takesSiblings: false };
  }
  const takesSiblings = !flagOf(root, 'loadOnlyInlinedPlugins');
  if (root.plugins === undefined && !takesSiblings) throw invalid('plugins is missing');
  if (root.plugins !== undefined && !Array.isArray(root.plugins)) throw invalid('plugins is not a list');
  const inlined: readonly Json[] = root.plugins ?? [];
  if (root.plugins !== undefined && inlined.length === 0) throw invalid('plugins is empty');
  return {
    name,
    cniVersion,
    disableCheck: flagOf(root, 'disableCheck'),
    disableGC: flagOf(root, 'disableGC'),
    plugins: inlined.map((plugin, index) => pluginOf(plugin, `plugins[${index}]`)),
    takesSiblings,
  };
};

/**
 * One plugin's configuration in a file of its own.
 *
 * @throws FailureError NetworkConfigInvalid {reason}
 */
export const parsePlugin = (text: string): PluginConfig => pluginOf(jsonOf(text), 'the configuration');

const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch (error) {
    throw new FailureError('NetworkConfigInvalid', { reason: 'not JSON' }, { cause: error });
  }
};

const objectOf = (value: Json, what: string): JsonObject => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${what} is not an object`);
  return value as JsonObject;
};

const pluginOf = (value: Json, what: string): PluginConfig => {
  const plugin = objectOf(value, what);
  const { type, capabilities } = plugin;
  if (typeof type !== 'string' || type === '') throw invalid(`${what} has no type`);
  if (/[/\\\0]/.test(type) || type === '.' || type === '..') throw invalid(`${what} has a type that is a path`);
  if (capabilities !== undefined && capabilities !== null) objectOf(capabilities, `${what}.capabilities`);
  return plugin as PluginConfig;
};

const nameOf = (name: Json): string => {
  if (typeof name !== 'string') throw invalid('name is missing');
  if (name.length > 128 || !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) throw invalid('name is not a network name');
  return name;
};

const versionOf = (root: JsonObject): CniVersion => {
  const { cniVersion: one, cniVersions: several } = root;
  if (one !== undefined && typeof one !== 'string') throw invalid('cniVersion is not a string');
  if (several !== undefined && !(Array.isArray(several) && several.every((entry) => typeof entry === 'string')))
    throw invalid('cniVersions is not a list of strings');
  const offered = [...(one ? [one] : []), ...((several as readonly string[] | undefined) ?? [])];
  if (offered.length === 0) return oldestVersion;
  const version = highestOf(offered);
  if (version === undefined) throw invalid(`no supported cniVersion among ${offered.join(', ').slice(0, 200)}`);
  return version;
};

/** `true`, `"true"` and so on: libcni takes both spellings. */
const flagOf = (root: JsonObject, key: string): boolean => {
  const value = root[key];
  if (value === undefined) return false;
  const text = String(value).toLowerCase();
  if (typeof value === 'object' || (text !== 'true' && text !== 'false')) throw invalid(`${key} is not a boolean`);
  return text === 'true';
};

const invalid = (reason: string) => new FailureError('NetworkConfigInvalid', { reason });
