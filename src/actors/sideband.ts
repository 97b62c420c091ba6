/**
 * What must not be in a message, for messages are journaled: outputs of exec and registry credentials. It stays in memory,
 * and the message carries its key.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';

export interface Sideband {
  /** Keeps a value until it is taken, or for {@link SidebandLimits.keepMs}. */
  readonly keep: (value: Buffer) => string;
  /** Gives a value back, once. undefined: taken before, or too old. */
  readonly take: (key: string) => Buffer | undefined;
  /** Equal credentials have equal keys while this process lives; a key tells nothing about them. */
  readonly keepCredentials: (auth: RegistryAuth) => string;
  readonly credentials: (key: string) => RegistryAuth | undefined;
  /** Forgets everything. */
  readonly close: () => void;
}

/** As CRI's AuthConfig has them; absent and empty mean the same. */
export interface RegistryAuth {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly auth?: string | undefined;
  readonly serverAddress?: string | undefined;
  readonly identityToken?: string | undefined;
  readonly registryToken?: string | undefined;
}

export interface SidebandLimits {
  /** How long a value waits to be taken. */
  readonly keepMs: number;
  /** How many credentials are known at a time; the least recently kept go. */
  readonly maxCredentials: number;
}

export const openSideband = (limits: SidebandLimits = { keepMs: 60_000, maxCredentials: 1000 }): Sideband => {
  const values = new Map<string, { readonly value: Buffer; readonly timer: NodeJS.Timeout }>();
  const known = new Map<string, RegistryAuth>();
  const secret = randomBytes(32);
  const take = (key: string): Buffer | undefined => {
    const entry = values.get(key);
    clearTimeout(entry?.timer);
    values.delete(key);
    return entry?.value;
  };
  return {
    keep: (value) => {
      const key = randomUUID();
      values.set(key, { value, timer: setTimeout(() => values.delete(key), limits.keepMs).unref() });
      return key;
    },
    take,
    keepCredentials: (auth) => {
      const parts = authFields.map((field) => auth[field] ?? '');
      const key = createHmac('sha256', secret).update(JSON.stringify(parts)).digest('hex');
      known.delete(key);
      known.set(key, auth);
      for (const oldest of known.keys()) {
        if (known.size <= limits.maxCredentials) break;
        known.delete(oldest);
      }
      return key;
    },
    credentials: (key) => known.get(key),
    close: () => {
      for (const key of [...values.keys()]) take(key);
      known.clear();
    },
  };
};

const authFields = ['username', 'password', 'auth', 'serverAddress', 'identityToken', 'registryToken'] as const;
