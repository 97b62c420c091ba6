/**
 * What the daemon's messages and contexts look like in a journal: values of environment variables, argument lists of execs
 * and annotations whose names speak of secrets are marks. A mark is a text, for where the secret was a text is expected, and
 * equal secrets have equal marks. Credentials and what goes through an exec are in no message (see actors/sideband.ts).
 */
import type { Json } from '../machines/json.ts';
import { isSecretAnnotation, type RedactedKind, type Redactor } from './redact.ts';

export interface Hide {
  /** Plain data without secrets; what has none is not copied. @param isOfExec also what a tool said of it is hidden */
  readonly hide: (value: unknown, isOfExec?: boolean) => Json;
}

export const hider = ({ redact }: Redactor): Hide => {
  const mark = (kind: RedactedKind, secret: unknown): Json => {
    if (secret === undefined || secret === null) return secret;
    const isText = typeof secret === 'string' || secret instanceof Uint8Array;
    // What is no text is not known to be harmless: a value of bytes may have become an object on its way.
    const { len, h = '' } = redact(kind, isText ? secret : JSON.stringify(secret));
    return len === 0 ? '' : `$redacted:${kind}:${len}:${h}`;
  };
  const variable = (each: unknown): Json => {
    if (typeof each === 'string') {
      const at = each.indexOf('=');
      return at < 0 ? each : `${each.slice(0, at + 1)}${mark('env', each.slice(at + 1))}`;
    }
    const { value, ...rest } = each as { readonly value?: unknown };
    return { ...rest, value: mark('env', value) } as Json;
  };
  const all = (kind: RedactedKind, value: unknown): Json =>
    Array.isArray(value) ? value.map((each) => all(kind, each)) : mark(kind, value);

  const hide = (value: unknown, isOfExec = false): Json => {
    if (typeof value !== 'object' || value === null) return value as Json;
    if (Array.isArray(value)) return value.map((each) => hide(each, isOfExec));
    const isExec = isOfExec || 'execId' in value;
    const shown: Record<string, Json> = {};
    for (const [name, field] of Object.entries(value)) {
      if ((name === 'envs' || name === 'env') && Array.isArray(field)) shown[name] = field.map(variable);
      else if (isExec && (name === 'command' || name === 'cmd' || name === 'stderr' || name === 'args'))
        shown[name] = all('exec', field);
      else if (name === 'annotations' && typeof field === 'object' && field !== null)
        shown[name] = Object.fromEntries(
          Object.entries(field).map(([key, text]) => [
            key,
            isSecretAnnotation(key) ? mark('annotation', text) : (text as Json),
          ]),
        );
      else shown[name] = hide(field, isExec);
    }
    return shown;
  };
  return { hide };
};
