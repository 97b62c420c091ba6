/** Reads a seccomp profile from a file: Docker's format (conditions, archMap, single names) or OCI's own. */
import type { Json, JsonObject } from '../machines/json.ts';
import type { HostFacts } from './facts.ts';
import { specInvalid } from './invalid.ts';
import { isAtLeast, type KernelVersion, kernelVersionOf } from './kernel.ts';
import { architectures } from './seccomp-default.ts';
import type { Seccomp, SeccompArg, SeccompRule } from './spec.ts';

interface Circumstances {
  readonly host: HostFacts;
  readonly capabilities: readonly string[];
}

/**
 * The OCI form of a profile: rules whose conditions do not hold here are left out, `archMap` becomes architectures.
 * @param path for failures
 * @throws FailureError SpecInvalid naming what is wrong in it
 */
export const readSeccompProfile = (path: string, content: Json, circumstances: Circumstances): Seccomp => {
  const at = reader(path);
  const profile = at.object(content, 'the profile');
  const archs = architecturesOf(at, profile, circumstances.host.arch);
  const errnoRet = profile.defaultErrnoRet;
  const syscalls = at.list(profile.syscalls ?? [], 'syscalls').map((rule) => at.object(rule, 'syscalls[]'));
  return {
    defaultAction: at.action(profile.defaultAction, 'defaultAction'),
    ...(errnoRet == null ? {} : { defaultErrnoRet: at.number(errnoRet, 'defaultErrnoRet') }),
    ...(archs.length === 0 ? {} : { architectures: archs }),
    ...(profile.flags == null ? {} : { flags: at.texts(profile.flags, 'flags') }),
    ...listenerOf(at, profile),
    syscalls: syscalls.filter((rule) => holds(at, rule, circumstances)).map((rule) => ruleOf(at, rule)),
  };
};

/** Who is asked about calls with SCMP_ACT_NOTIFY. The OCI runtime connects to its socket when it makes the container. */
const listenerOf = (at: Reader, { listenerPath, listenerMetadata }: JsonObject): Partial<Seccomp> => {
  if (listenerPath == null || listenerPath === '') {
    if (listenerMetadata != null && listenerMetadata !== '') throw at.invalid('listenerMetadata needs listenerPath');
    return {};
  }
  const path = at.text(listenerPath, 'listenerPath');
  if (!path.startsWith('/')) throw at.invalid('listenerPath must be an absolute path');
  const metadata = listenerMetadata == null ? '' : at.text(listenerMetadata, 'listenerMetadata');
  return { listenerPath: path, ...(metadata === '' ? {} : { listenerMetadata: metadata }) };
};

const architecturesOf = (at: Reader, profile: JsonObject, hostArch: string): readonly string[] => {
  const listed = at.texts(profile.architectures ?? [], 'architectures');
  const map = at.list(profile.archMap ?? [], 'archMap').map((entry) => at.object(entry, 'archMap[]'));
  if (listed.length > 0 && map.length > 0) throw at.invalid('has both architectures and archMap');
  const native = architectures[hostArch]?.seccomp[0];
  const entry = map.find(({ architecture }) => architecture === native);
  if (native === undefined || entry === undefined) return listed;
  return [native, ...at.texts(entry.subArchitectures ?? [], 'archMap[].subArchitectures')];
};

/** All capabilities that `includes` names must be there; one that `excludes` names is enough to leave the rule out. */
const holds = (at: Reader, rule: JsonObject, { host, capabilities }: Circumstances): boolean => {
  const arch = architectures[host.arch]?.profileName ?? host.arch;
  const includes = conditionOf(at, rule.includes, 'includes');
  const excludes = conditionOf(at, rule.excludes, 'excludes');
  return (
    includes.caps.every((name) => capabilities.includes(name)) &&
    (includes.arches.length === 0 || includes.arches.includes(arch)) &&
    (includes.minKernel === undefined || isAtLeast(host.kernel, includes.minKernel)) &&
    !excludes.caps.some((name) => capabilities.includes(name)) &&
    !excludes.arches.includes(arch) &&
    (excludes.minKernel === undefined || !isAtLeast(host.kernel, excludes.minKernel))
  );
};

const conditionOf = (at: Reader, value: Json, place: string) => {
  const { caps, arches, minKernel } = at.object(value ?? {}, place);
  return {
    caps: at.texts(caps ?? [], `${place}.caps`),
    arches: at.texts(arches ?? [], `${place}.arches`),
    minKernel: minKernel == null || minKernel === '' ? undefined : at.kernel(minKernel),
  };
};

const ruleOf = (at: Reader, rule: JsonObject): SeccompRule => {
  const names = at.texts(rule.names ?? [], 'names');
  const single = typeof rule.name === 'string' && rule.name !== '' ? [rule.name] : [];
  if (names.length + single.length === 0) throw at.invalid('a rule has no names');
  const args = at.list(rule.args ?? [], 'args').map((arg) => argOf(at, at.object(arg, 'args[]')));
  return {
    names: [...names, ...single],
    action: at.action(rule.action, 'action'),
    ...(rule.errnoRet == null ? {} : { errnoRet: at.number(rule.errnoRet, 'errnoRet') }),
    ...(args.length === 0 ? {} : { args }),
  };
};

const argOf = (at: Reader, arg: JsonObject): SeccompArg => ({
  index: at.number(arg.index ?? 0, 'args[].index'),
  value: at.number(arg.value ?? 0, 'args[].value'),
  ...(arg.valueTwo == null ? {} : { valueTwo: at.number(arg.valueTwo, 'args[].valueTwo') }),
  op: at.operator(arg.op, 'args[].op'),
});

/** Source: runtime-spec config-linux.md, Seccomp. */
const actions = ['KILL', 'KILL_PROCESS', 'KILL_THREAD', 'TRAP', 'ERRNO', 'TRACE', 'ALLOW', 'LOG', 'NOTIFY'].map(
  (name) => `SCMP_ACT_${name}`,
);
const operators = ['NE', 'LT', 'LE', 'EQ', 'GE', 'GT', 'MASKED_EQ'].map((name) => `SCMP_CMP_${name}`);

type Reader = ReturnType<typeof reader>;

/** Checks of shape that name the file and the place. */
const reader = (path: string) => {
  const invalid = (reason: string) =>
    specInvalid('linux.security_context.seccomp', `the profile ${path} is not valid: ${reason}`);
  const text = (value: Json, place: string): string => {
    if (typeof value !== 'string') throw invalid(`${place} must be a text`);
    return value;
  };
  const list = (value: Json, place: string): readonly Json[] => {
    if (!Array.isArray(value)) throw invalid(`${place} must be a list`);
    return value;
  };
  return {
    invalid,
    text,
    list,
    texts: (value: Json, place: string): readonly string[] => list(value, place).map((item) => text(item, place)),
    object: (value: Json, place: string): JsonObject => {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw invalid(`${place} must be an object`);
      return value as JsonObject;
    },
    number: (value: Json, place: string): number => {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
        throw invalid(`${place} must be a whole number below 2^53`);
      }
      return value;
    },
    action: (value: Json, place: string): string => {
      const name = text(value, place);
      if (!actions.includes(name)) throw invalid(`${place} '${name}' is not an action`);
      return name;
    },
    operator: (value: Json, place: string): string => {
      const name = text(value, place);
      if (!operators.includes(name)) throw invalid(`${place} '${name}' is not an operator`);
      return name;
    },
    kernel: (value: Json): KernelVersion => {
      const version = kernelVersionOf(text(value, 'minKernel'));
      if (version === undefined) throw invalid('minKernel must be a version');
      return version;
    },
  };
};
