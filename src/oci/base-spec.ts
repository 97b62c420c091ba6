/**
 * A runtime handler's base spec: an OCI spec of the operator's, of which containers get what requests cannot say (limits of
 * processes, hooks, further mounts, the rest of the resources). What troupe decides itself it does not take from there:
 * arguments, user, capabilities, namespaces, root, masked paths, cgroup, seccomp and labels.
 */
import type { Json, JsonObject } from '../machines/json.ts';
import { byDepth } from './default-mounts.ts';
import { absolutePath, specInvalid } from './invalid.ts';
import type { Hooks, Spec, SpecMount } from './spec.ts';

export interface BaseSpec {
  /** `rlimits`, `ioPriority`, `scheduler`, as they are. */
  readonly process: JsonObject;
  readonly env: readonly string[];
  readonly umask?: number | undefined;
  readonly mounts: readonly SpecMount[];
  readonly hooks: Hooks;
  readonly annotations: Readonly<Record<string, string>>;
  /** `sysctl`, `personality`, `intelRdt`, `memoryPolicy`, as they are. */
  readonly linux: JsonObject;
  /** All but the device rules. */
  readonly resources: JsonObject;
}

const field = 'base_runtime_spec';
const processParts = ['rlimits', 'ioPriority', 'scheduler'];
const linuxParts = ['sysctl', 'personality', 'intelRdt', 'memoryPolicy'];

/**
 * The part of an OCI spec that containers get.
 * @throws FailureError SpecInvalid {field, reason} for what has not the shape of one
 */
export const readBaseSpec = (content: Json): BaseSpec => {
  const spec = objectOf(content, 'the file');
  const process = objectOf(spec.process, 'process');
  const linux = objectOf(spec.linux, 'linux');
  const { devices: _, ...resources } = objectOf(linux.resources, 'linux.resources');
  const umask = objectOf(process.user, 'process.user').umask;
  return {
    process: { ...picked(process, processParts), ...(process.rlimits == null ? {} : { rlimits: rlimitsOf(process) }) },
    env: textsOf(process.env, 'process.env'),
    ...(typeof umask === 'number' ? { umask } : {}),
    mounts: listOf(spec.mounts, 'mounts').map((mount, index) => mountOf(mount, `mounts[${index}]`)),
    hooks: objectOf(spec.hooks, 'hooks') as Hooks,
    annotations: annotationsOf(spec.annotations),
    linux: picked(linux, linuxParts),
    resources,
  };
};

/**
 * The spec over its base: what both say is the spec's. Of the base's mounts only those to other places are taken, of its
 * variables and annotations only other names, of its resources only other kinds (and keys within a kind).
 */
export const overBase = (spec: Spec, base: BaseSpec | undefined): Spec => {
  if (base === undefined) return spec;
  const keys = new Set(spec.process.env.map(keyOf));
  const places = new Set(spec.mounts.map(({ destination }) => destination));
  const { user } = spec.process;
  const hooks = { ...base.hooks, ...spec.hooks };
  return {
    ...spec,
    process: {
      ...base.process,
      ...spec.process,
      env: [...base.env.filter((entry) => !keys.has(keyOf(entry))), ...spec.process.env],
      user: base.umask === undefined ? user : { ...user, umask: base.umask },
    },
    mounts: byDepth([...spec.mounts, ...base.mounts.filter(({ destination }) => !places.has(destination))]),
    annotations: { ...base.annotations, ...spec.annotations },
    ...(Object.keys(hooks).length === 0 ? {} : { hooks }),
    linux: { ...base.linux, ...spec.linux, resources: { ...joined(base.resources, spec.linux.resources) } },
  };
};

const joined = (base: JsonObject, own: Spec['linux']['resources']): Spec['linux']['resources'] => {
  const all: Record<string, unknown> = { ...base };
  for (const [kind, value] of Object.entries(own)) {
    const below = base[kind];
    const isMerged = isObject(below) && isObject(value as Json);
    all[kind] = isMerged ? { ...below, ...(value as JsonObject) } : value;
  }
  return all;
};

const keyOf = (entry: string): string => entry.slice(0, Math.max(0, entry.indexOf('=')));

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Empty where absent. */
const objectOf = (value: Json, place: string): JsonObject => {
  if (value == null) return {};
  if (!isObject(value)) throw specInvalid(field, `${place} must be an object`);
  return value;
};
const listOf = (value: Json, place: string): readonly Json[] => {
  if (value == null) return [];
  if (!Array.isArray(value)) throw specInvalid(field, `${place} must be a list`);
  return value;
};
const textsOf = (value: Json, place: string): readonly string[] =>
  listOf(value, place).map((text) => {
    if (typeof text !== 'string') throw specInvalid(field, `${place} must be a list of texts`);
    return text;
  });
const picked = (from: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (from[name] == null ? [] : [[name, from[name]]])));

/** "No limit" is 2^64-1, which JSON's numbers do not hold here: the largest that they do is as good as none. */
const rlimitsOf = ({ rlimits }: JsonObject): readonly Json[] =>
  listOf(rlimits, 'process.rlimits').map((limit, index) => {
    const place = `process.rlimits[${index}]`;
    const { type, hard, soft } = objectOf(limit, place);
    const isLimit = typeof type === 'string' && /^RLIMIT_[A-Z]+$/.test(type);
    if (!isLimit || typeof hard !== 'number' || typeof soft !== 'number' || soft > hard || soft < 0) {
      throw specInvalid(field, `${place} must have a type RLIMIT_… and soft not above hard`);
    }
    const most = Number.MAX_SAFE_INTEGER;
    return { type, hard: Math.min(hard, most), soft: Math.min(soft, most) };
  });

const mountOf = (value: Json, place: string): SpecMount => {
  const { destination, type = 'bind', source = 'none', options } = objectOf(value, place);
  if (typeof destination !== 'string' || typeof type !== 'string' || typeof source !== 'string') {
    throw specInvalid(field, `${place} must have a destination`);
  }
  return { destination: absolutePath(field, destination), type, source, options: textsOf(options, `${place}.options`) };
};

const annotationsOf = (value: Json): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(objectOf(value, 'annotations')).map(([key, text]) => {
      if (typeof text !== 'string') throw specInvalid(field, `annotations.${key} must be a text`);
      return [key, text];
    }),
  );
