/**
 * A decoded message as it stands in a record: zero values left out, secrets replaced. What is secret is said once, here:
 * values of environment variables, all of an AuthConfig, what goes into and comes out of an exec, annotations whose names
 * speak of secrets, and `info` (a runtime's own view of a thing, which has its environment).
 */

import type { Body } from '../../journal/format.ts';
import { isSecretAnnotation, type RedactedKind, type Redactor } from '../../journal/redact.ts';
import type { Json } from '../../machines/json.ts';

/** A longer list or text is cut, and says so. */
const maxItems = 20_000;
const maxText = 8_192;
const maxDepth = 40;

/** Fields whose every text is a secret of this kind. */
const secretFields: Readonly<Record<string, RedactedKind>> = {
  auth: 'credential',
  password: 'credential',
  identityToken: 'credential',
  registryToken: 'credential',
  stdout: 'exec',
  stderr: 'exec',
  cmd: 'exec',
  info: 'info',
};

/** Empty ones say nothing; an empty message does: that it is there. */
const maps = new Set(['annotations', 'labels', 'labelSelector', 'sysctls', 'info', 'unified', 'options']);

/** @param message of the generated codecs. */
export const bodyOf = (message: object, { redact }: Redactor): Body => {
  const hidden = (kind: RedactedKind, value: unknown): Json => {
    if (typeof value === 'string' || value instanceof Uint8Array)
      return value.length === 0 ? undefined : redact(kind, value);
    if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((each) => hidden(kind, each));
    if (typeof value !== 'object' || value === null) return undefined;
    return fields(value, (_name, each) => hidden(kind, each));
  };
  const shown = (name: string, value: unknown, depth: number): Json => {
    if (maps.has(name) && typeof value === 'object' && value !== null && Object.keys(value).length === 0)
      return undefined;
    const kind = secretFields[name];
    if (kind !== undefined) return hidden(kind, value);
    if (name === 'envs' && Array.isArray(value)) return value.map((each) => variable(each));
    if (name === 'annotations' && typeof value === 'object' && value !== null)
      return fields(value, (key, text) => (isSecretAnnotation(key) ? hidden('annotation', text) : plain(text, depth)));
    return plain(value, depth);
  };
  const variable = (each: { readonly key?: unknown; readonly value?: unknown }): Json => ({
    key: String(each.key ?? ''),
    value: hidden('env', each.value),
  });
  const plain = (value: unknown, depth: number): Json => {
    if (value === undefined || value === null || value === '' || value === '0' || value === 0 || value === false)
      return undefined;
    if (typeof value === 'string') return value.length > maxText ? `${value.slice(0, maxText)}…` : value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'boolean') return value;
    if (typeof value === 'bigint') return value.toString();
    if (value instanceof Uint8Array) return value.byteLength === 0 ? undefined : redact('bytes', value);
    if (depth >= maxDepth) return '…';
    if (Array.isArray(value)) {
      if (value.length === 0) return undefined;
      const items = value.slice(0, maxItems).map((each) => plain(each, depth + 1) ?? (each as Json));
      return value.length > maxItems ? [...items, `… ${value.length - maxItems} more`] : items;
    }
    if (typeof value !== 'object') return undefined;
    return fields(value, (name, each) => shown(name, each, depth + 1)) ?? {};
  };
  return fields(message, (name, value) => shown(name, value, 0)) ?? {};
};

/** @returns undefined where none is left. */
const fields = (value: object, show: (name: string, value: unknown) => Json): Body | undefined => {
  const kept: Record<string, Json> = {};
  let isEmpty = true;
  for (const [name, each] of Object.entries(value)) {
    const json = show(name, each);
    if (json === undefined) continue;
    // a name that a client chose is never a prototype
    Object.defineProperty(kept, name, { value: json, enumerable: true });
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
};
