/** One repository of one registry, as one client may see it: its hosts in order, with the credentials that are for each. */
import { type FailureCode, FailureError } from '../../machines/failure.ts';
import type { Reference } from '../reference.ts';
import { readAuthFile } from './auth-file.ts';
import { type AuthConfig, credentialsFor } from './credentials.ts';
import { hostsFor } from './hosts.ts';
import type { Access } from './tokens.ts';

export interface Source {
  readonly registry: string;
  readonly repository: string;
  readonly accesses: readonly Access[];
}

/**
 * The client's credentials go before those of the node's file, which are for the host that they are filed under and no other.
 * Credentials with a `server_address` go to the host of that name only: the registry's own, or the mirror so called.
 * Without one they go to every host that the operator has configured for this registry, as with containerd.
 */
export const sourceOf = async (
  { registry, repository }: Reference,
  o: {
    readonly certsDirs: readonly string[];
    readonly auth: AuthConfig | undefined;
    readonly authFile?: string | undefined;
  },
): Promise<Source> => {
  const [hosts, findAuth] = await Promise.all([hostsFor(registry, o.certsDirs), readAuthFile(o.authFile)]);
  const accesses = hosts.map((host): Access => {
    const own = new URL(host.apiUrl).host;
    const names = host.isMirror ? [own] : [registry, own];
    const filed = names.map((name) => findAuth(name, repository)).find((auth) => auth !== undefined);
    return { host, repository, credentials: credentialsFor(o.auth, names) ?? credentialsFor(filed, names) };
  });
  return { registry, repository, accesses };
};

/** Failures of a host after which the next one is asked: also its silence. The others are ours, or the client's. */
export const isOfHost = (code: FailureCode): boolean =>
  ['RegistryUnavailable', 'RegistryDenied', 'RegistryFailed', 'ManifestUnknown', 'PullStalled'].includes(code);

/**
 * Asks hosts in order until one can answer.
 *
 * @throws FailureError of the last host; what the others said is in `details.tried`.
 */
export const firstOf = async <T>(
  accesses: readonly Access[],
  ask: (access: Access, isLast: boolean) => Promise<T>,
): Promise<T> => {
  const tried: { host: string; code: string }[] = [];
  for (const [at, access] of accesses.entries()) {
    const isLast = at === accesses.length - 1;
    try {
      return await ask(access, isLast);
    } catch (error) {
      if (!(error instanceof FailureError) || !isOfHost(error.code)) throw error;
      const failed = { host: new URL(access.host.apiUrl).host, code: error.code };
      if (!isLast) tried.push(failed);
      else if (tried.length === 0) throw error;
      else throw new FailureError(error.code, { ...error.details, tried }, { cause: error });
    }
  }
  throw new FailureError('RegistryUnavailable', { reason: 'no host is configured for this' });
};

/** The source with those hosts last that were asked before the one that answered: they have failed once. */
export const failedLast = (source: Source, answered: Access): Source => {
  const at = source.accesses.indexOf(answered);
  const failed = source.accesses.filter(({ host }, index) => index < at && host.canResolve);
  const others = source.accesses.filter((access) => !failed.includes(access));
  return { ...source, accesses: [...others, ...failed] };
};
