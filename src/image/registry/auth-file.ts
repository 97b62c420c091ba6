/**
 * Credentials that the operator has on the node: a file as `docker login` writes it. Read at every pull: a change needs no
 * restart. Helpers that such a file may name are not run.
 * Source: Docker's config.json; containers-auth.json(5) for entries with a path.
 */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { FailureError } from '../../machines/failure.ts';
import type { AuthConfig } from './credentials.ts';

/** What the file has for a repository of a registry; undefined: nothing. */
export type FindAuth = (registry: string, repository: string) => AuthConfig | undefined;

const entry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});
const fileForm = z.object({ auths: z.record(z.string(), entry).default({}) });
const maxBytes = 1024 * 1024;

/**
 * @param file absent or not there: no credentials.
 * @throws FailureError RegistryFailed {file, reason}, without any of its content.
 */
export const readAuthFile = async (file: string | undefined): Promise<FindAuth> => {
  const text = file === undefined ? undefined : await textOf(file);
  if (file === undefined || text === undefined) return () => undefined;
  const { auths } = parsed(text, file);
  const byPlace = new Map(Object.entries(auths).map(([key, auth]) => [placeOf(key), auth]));
  return (registry, repository) => {
    const found = placesOf(registry, repository)
      .map((place) => byPlace.get(place))
      .find((auth) => auth !== undefined);
    return found && { ...found, identityToken: found.identitytoken, registryToken: found.registrytoken };
  };
};

const textOf = async (file: string): Promise<string | undefined> => {
  try {
    if ((await stat(file)).size > maxBytes) throw failed(file, `it is longer than ${maxBytes} bytes`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof FailureError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw failed(file, `it cannot be read: ${code}`);
  }
};

/** What a parser complains of may quote a password: only that it complains is told. */
const parsed = (text: string, file: string): z.infer<typeof fileForm> => {
  try {
    return fileForm.parse(JSON.parse(text));
  } catch {
    throw failed(file, 'it is not a file of credentials as docker login writes it');
  }
};

const failed = (file: string, reason: string): FailureError => new FailureError('RegistryFailed', { file, reason });

/** Keys are `host`, `host/path`, or old ones with a scheme, whose path says nothing. Docker's registry has many names. */
const placeOf = (key: string): string => {
  const [, host = '', path = ''] = /^(?:https?:\/\/)?([^/]*)(.*)$/s.exec(key) ?? [];
  const name = ['index.docker.io', 'registry-1.docker.io'].includes(host) ? 'docker.io' : host;
  const hasScheme = key.includes('://');
  return hasScheme || /^\/v[12]\/?$/.test(path) ? name : `${name}${path.replace(/\/+$/, '')}`;
};

/** From the repository itself up to the registry. */
const placesOf = (registry: string, repository: string): string[] => {
  const parts = repository.split('/');
  return [...parts.map((_, at) => [registry, ...parts.slice(0, parts.length - at)].join('/')), registry];
};
