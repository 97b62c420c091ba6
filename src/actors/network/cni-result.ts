/**
 * Results of CNI plugins: read, and turned into another version's shape where the plugin answered in one that is not the
 * configuration's. Source: CNI spec 1.1.0, section 5; 0.4.0 (`ips[].version`); 0.2.0 (`ip4`, `ip6`).
 */
import { isIP, isIPv4 } from 'node:net';
import type { Json, JsonObject } from '../../machines/json.ts';
import { type CniVersion, isAtLeast, isCniVersion } from './cni-version.ts';

/** A plugin's result, in the shape of the version that it names. */
export type CniResult = JsonObject;

/**
 * What a plugin printed on ADD, as a result of `version`. A result without a version is taken for one of `version`.
 *
 * @returns undefined where it is not a result.
 */
export const parseResult = (stdout: string, version: CniVersion): CniResult | undefined => {
  let value: Json;
  try {
    value = JSON.parse(stdout) as Json;
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const named = value.cniVersion === undefined || value.cniVersion === '' ? version : value.cniVersion;
  if (typeof named !== 'string' || !isCniVersion(named)) return undefined;
  return resultAs(value, version);
};

/** The same result in `version`'s shape. Recognised by its fields, so it may be in any. */
export const resultAs = (result: CniResult, version: CniVersion): CniResult => {
  const { ip4, ip6, ips: listed, ...rest } = result;
  const ips = Array.isArray(listed)
    ? (listed as readonly Json[]).filter(isObject)
    : [ip4, ip6].filter(isObject).map(fromSingle);
  if (!isAtLeast(version, '0.3.0')) {
    if (!Array.isArray(listed)) return { ...result, cniVersion: version };
    const singles = { ip4: ips.find(isFour), ip6: ips.find((entry) => !isFour(entry)) };
    const { interfaces: _interfaces, routes: _routes, ...common } = rest;
    return {
      ...common,
      cniVersion: version,
      ...(singles.ip4 ? { ip4: toSingle(singles.ip4, rest.routes, true) } : {}),
      ...(singles.ip6 ? { ip6: toSingle(singles.ip6, rest.routes, false) } : {}),
    };
  }
  const routes = Array.isArray(rest.routes) ? rest.routes : routesOfSingles(ip4, ip6);
  return {
    ...rest,
    cniVersion: version,
    ...(ips.length > 0 ? { ips: ips.map(isAtLeast(version, '1.0.0') ? withoutFamily : withFamily) } : {}),
    ...(routes === undefined ? {} : { routes }),
  };
};

/** The addresses in the sandbox, without prefix lengths, in the order of the result (of 0.3.0 or newer, or older). */
export const addressesOf = (result: CniResult): readonly string[] => {
  const { ips, interfaces } = resultAs(result, '1.0.0');
  const links: readonly Json[] = Array.isArray(interfaces) ? interfaces : [];
  const entries = (Array.isArray(ips) ? (ips as readonly Json[]) : []).filter(isObject);
  const inside = entries.filter((entry) => {
    const link = typeof entry.interface === 'number' ? links[entry.interface] : undefined;
    return !isObject(link) || (typeof link.sandbox === 'string' && link.sandbox !== '');
  });
  // Some plugins name the host's end for the pod's addresses; if there are no others, those are meant.
  return (inside.length > 0 ? inside : entries).map(addressOf).filter((address) => isIP(address) !== 0);
};

export type IpPreference = 'ipv4' | 'ipv6' | 'cni';

/** Which address is the pod's `ip`; the others follow in order. undefined: there is none. */
export const chooseIps = (
  addresses: readonly string[],
  preference: IpPreference,
): { readonly ip: string; readonly additionalIps: readonly string[] } | undefined => {
  const wanted = { ipv4: 4, ipv6: 6, cni: 0 }[preference];
  const index =
    wanted === 0
      ? 0
      : Math.max(
          0,
          addresses.findIndex((address) => isIP(address) === wanted),
        );
  const ip = addresses[index];
  if (ip === undefined) return undefined;
  return { ip, additionalIps: addresses.filter((_, at) => at !== index) };
};

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const addressOf = (entry: JsonObject): string => String(entry.address ?? '').split('/')[0] ?? '';
const isFour = (entry: JsonObject): boolean => isIPv4(addressOf(entry));
const withFamily = (entry: JsonObject): JsonObject => ({ version: isFour(entry) ? '4' : '6', ...entry });
const withoutFamily = ({ version: _version, ...entry }: JsonObject): JsonObject => entry;

const fromSingle = ({ ip, gateway }: JsonObject): JsonObject => ({
  address: ip,
  ...(gateway === undefined ? {} : { gateway }),
});
const toSingle = ({ address, gateway }: JsonObject, routes: Json, wantsFour: boolean): JsonObject => {
  const own = (Array.isArray(routes) ? (routes as readonly Json[]) : [])
    .filter(isObject)
    .filter(({ dst }) => String(dst).includes(':') !== wantsFour);
  return { ip: address, ...(gateway === undefined ? {} : { gateway }), ...(own.length > 0 ? { routes: own } : {}) };
};
const routesOfSingles = (...singles: readonly Json[]): readonly Json[] | undefined => {
  const routes = singles.filter(isObject).flatMap(({ routes: own }) => (Array.isArray(own) ? (own as Json[]) : []));
  return routes.length > 0 ? routes : undefined;
};
