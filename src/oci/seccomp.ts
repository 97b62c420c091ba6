import type { SecurityProfile } from '../../proto/generated/api.ts';
import type { Json } from '../machines/json.ts';
import type { HostFacts, SecurityPolicy } from './facts.ts';
import { specInvalid } from './invalid.ts';
import { isAtLeast } from './kernel.ts';
import {
  allowedCalls,
  architectures,
  blockedSocketFamilies,
  callsOfCapability,
  enosys,
  harmlessPersonalities,
  namespaceFlags,
  tracingCalls,
} from './seccomp-default.ts';
import { readSeccompProfile } from './seccomp-profile.ts';
import type { Seccomp, SeccompRule } from './spec.ts';
import { ProfileType } from './wire-values.ts';

const field = 'linux.security_context.seccomp';

export interface SeccompRequest {
  readonly profile: SecurityProfile | undefined;
  /** The deprecated text field: counts where `profile` is absent. */
  readonly profileText: string;
  /** The node's, for who asks for nothing: in the same form; empty: no filter. */
  readonly unsetProfile: string;
  readonly isPrivileged: boolean;
  /** For a program known to be of the native architecture: a third of the filter, which takes time to build. */
  readonly isNativeOnly?: boolean;
}

/** What a security context, of a container or of a sandbox, asks for. */
export const seccompRequestOf = (
  context: { readonly seccomp?: SecurityProfile | undefined; readonly seccompProfilePath: string } | undefined,
  { isPrivileged, policy }: { readonly isPrivileged: boolean; readonly policy: SecurityPolicy },
): SeccompRequest => ({
  profile: context?.seccomp,
  profileText: context?.seccompProfilePath ?? '',
  unsetProfile: policy.unsetSeccompProfile,
  isPrivileged,
});

/**
 * Path of the profile that must be read from disk; undefined: none.
 * @throws FailureError SpecInvalid for a Localhost profile without an absolute path, or a path with another type
 */
export const localhostSeccompPath = (request: SeccompRequest): string | undefined => {
  const profile = askedProfile(request);
  if (profile === undefined || request.isPrivileged) return undefined;
  if (profile.profileType !== ProfileType.Localhost) {
    if (profile.localhostRef !== '') throw specInvalid(`${field}.localhost_ref`, 'is for profile type Localhost only');
    return undefined;
  }
  const path = profile.localhostRef.replace(/^localhost\//, '');
  if (!path.startsWith('/')) throw specInvalid(`${field}.localhost_ref`, `must be an absolute path, not '${path}'`);
  return path;
};

const askedProfile = ({ profile, profileText, unsetProfile }: SeccompRequest): SecurityProfile | undefined =>
  profile ?? (profileText === '' ? profileNamed(unsetProfile) : profileNamed(profileText));

/** @throws FailureError SpecInvalid for text that is no profile */
const profileNamed = (text: string): SecurityProfile | undefined => {
  if (text === '') return undefined;
  if (text === 'unconfined') return { profileType: ProfileType.Unconfined, localhostRef: '' };
  if (text === 'runtime/default' || text === 'docker/default') {
    return { profileType: ProfileType.RuntimeDefault, localhostRef: '' };
  }
  if (text.startsWith('localhost/')) return { profileType: ProfileType.Localhost, localhostRef: text };
  throw specInvalid(`${field}_profile_path`, `'${text}' is not a profile`);
};

/**
 * The filter of a container. No profile, Unconfined and privileged mean none; RuntimeDefault means none where the
 * kernel has no seccomp, while a Localhost profile is an error there.
 * @param content of the file that {@link localhostSeccompPath} names
 */
export const seccompOf = (
  request: SeccompRequest,
  facts: { readonly host: HostFacts; readonly capabilities: readonly string[]; readonly content?: Json | undefined },
): Seccomp | undefined => {
  const path = localhostSeccompPath(request);
  if (path !== undefined) {
    if (!facts.host.hasSeccomp) throw specInvalid(field, 'this kernel has no seccomp');
    return readSeccompProfile(path, facts.content, facts);
  }
  const isDefault = !request.isPrivileged && askedProfile(request)?.profileType === ProfileType.RuntimeDefault;
  if (!isDefault || !facts.host.hasSeccomp) return undefined;
  const filter = defaultSeccomp(facts);
  if (request.isNativeOnly !== true || filter.architectures === undefined) return filter;
  return { ...filter, architectures: filter.architectures.slice(0, 1) };
};

/** The default profile for one set of capabilities. Source: `seccomp-default.ts`. */
export const defaultSeccomp = (facts: {
  readonly host: Pick<HostFacts, 'arch' | 'kernel'>;
  readonly capabilities: readonly string[];
}): Seccomp => {
  const { host, capabilities } = facts;
  const architecture = architectures[host.arch];
  const ofCapabilities = capabilities.flatMap((name) => callsOfCapability[name] ?? []);
  const tracing = isAtLeast(host.kernel, tracingCalls.since) ? tracingCalls.names : [];
  const names = [...new Set([...allowedCalls, ...(architecture?.calls ?? []), ...tracing, ...ofCapabilities])];
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 1,
    ...(architecture === undefined ? {} : { architectures: architecture.seccomp }),
    syscalls: [
      { names, action: 'SCMP_ACT_ALLOW' },
      ...harmlessPersonalities.map((value) => allowIf('personality', { index: 0, value, op: 'SCMP_CMP_EQ' })),
      ...socketRules(),
      ...(capabilities.includes('CAP_SYS_ADMIN') ? [] : cloneRules),
    ],
  };
};

const allowIf = (name: string, arg: NonNullable<SeccompRule['args']>[number]): SeccompRule => ({
  names: [name],
  action: 'SCMP_ACT_ALLOW',
  args: [arg],
});

/**
 * Every family but the blocked ones: below the first, between them, above the last. A rule's arguments must all hold,
 * and each may be compared only once, so a range is not one rule and "not these" is not either.
 */
const socketRules = (): readonly SeccompRule[] => {
  const first = Math.min(...blockedSocketFamilies);
  const last = Math.max(...blockedSocketFamilies);
  const rules = [
    allowIf('socket', { index: 0, value: first, op: 'SCMP_CMP_LT' }),
    allowIf('socket', { index: 0, value: last, op: 'SCMP_CMP_GT' }),
  ];
  for (let family = first + 1; family < last; family += 1) {
    if (blockedSocketFamilies.includes(family)) continue;
    rules.push(allowIf('socket', { index: 0, value: family, op: 'SCMP_CMP_EQ' }));
  }
  return rules;
};

const cloneRules: readonly SeccompRule[] = [
  allowIf('clone', { index: 0, value: namespaceFlags, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }),
  { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: enosys },
];
