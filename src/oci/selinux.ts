/** SELinux labels of containers. Source: the policy of container-selinux; selinux(8), lxc_contexts(5). */
import type { SELinuxOption } from '../../proto/generated/api.ts';
import { specInvalid } from './invalid.ts';

const field = 'linux.security_context.selinux_options';

/** What the node's policy gives containers, as `user:role:type`, without a level. */
export interface SelinuxContexts {
  readonly process: string;
  readonly file: string;
}
export const usualContexts: SelinuxContexts = {
  process: 'system_u:system_r:container_t',
  file: 'system_u:object_r:container_file_t',
};

/** A file of lines `name = "context"`; what it does not say is as usual. */
export const parseContexts = (text: string): SelinuxContexts => {
  const contextOf = (name: string): string | undefined => {
    const found = new RegExp(`^\\s*${name}\\s*=\\s*"?([\\w.-]+:[\\w.-]+:[\\w.-]+)`, 'm').exec(text);
    return found?.[1];
  };
  return { process: contextOf('process') ?? usualContexts.process, file: contextOf('file') ?? usualContexts.file };
};

export interface SelinuxLabels {
  /** Absent for a privileged container: the policy decides what it becomes (`spc_t`). */
  readonly processLabel?: string | undefined;
  readonly mountLabel: string;
}

export interface SelinuxQuestion {
  /** The container's; nothing in it: the sandbox's count. */
  readonly options: SELinuxOption | undefined;
  readonly sandboxOptions: SELinuxOption | undefined;
  /** The pod's own, where neither says any. */
  readonly podLevel: string | undefined;
  readonly isPrivileged: boolean;
  /** Absent: SELinux is off, and nothing is labelled. */
  readonly contexts: SelinuxContexts | undefined;
}

/**
 * The labels of a container, or of an infra container; undefined where SELinux is off. Options are checked also then: a
 * mistake shows on every node.
 * @throws FailureError SpecInvalid for text that is no part of a label
 */
export const selinuxLabelsOf = (question: SelinuxQuestion): SelinuxLabels | undefined => {
  const { options, sandboxOptions, podLevel, isPrivileged, contexts } = question;
  for (const each of [options, sandboxOptions]) checkOptions(each);
  if (contexts === undefined) return undefined;
  const asked = isEmpty(options) ? sandboxOptions : options;
  const [user = '', role = '', type = ''] = contexts.process.split(':');
  const [fileUser = '', fileRole = '', fileType = ''] = contexts.file.split(':');
  const level = asked?.level || podLevel || 's0';
  return {
    ...(isPrivileged
      ? {}
      : { processLabel: [asked?.user || user, asked?.role || role, asked?.type || type, level].join(':') }),
    mountLabel: [asked?.user || fileUser, fileRole, fileType, level].join(':'),
  };
};

const isEmpty = (options: SELinuxOption | undefined): boolean =>
  options === undefined || [options.user, options.role, options.type, options.level].every((part) => part === '');

const levelShape = /^s\d{1,2}(-s\d{1,2})?(:c\d{1,4}(\.c\d{1,4})?(,c\d{1,4}(\.c\d{1,4})?)*)?$/;

const checkOptions = (options: SELinuxOption | undefined): void => {
  if (options === undefined) return;
  for (const part of ['user', 'role', 'type'] as const) {
    if (!/^[\w.-]*$/.test(options[part])) throw specInvalid(`${field}.${part}`, `'${options[part]}' is not valid`);
  }
  if (options.level !== '' && !levelShape.test(options.level)) {
    throw specInvalid(`${field}.level`, `'${options.level}' is not a level such as s0:c1,c2`);
  }
};

/**
 * A level that nobody else has: two different categories of a range, at random.
 * @param taken levels of other pods
 * @param random like Math.random
 * @throws FailureError SpecInvalid where all pairs are taken
 */
export const freeLevel = (taken: ReadonlySet<string>, range: number, random: () => number): string => {
  const pairs = (range * (range - 1)) / 2;
  // Where many are taken chance may not find the last ones: from the place it chose, all are looked through.
  const start = Math.min(pairs - 1, Math.floor(random() * pairs));
  for (let step = 0; step < pairs; step += 1) {
    const level = levelOf((start + step) % pairs);
    if (!taken.has(level)) return level;
  }
  throw specInvalid(field, `all ${pairs} pairs of the ${range} categories are taken (cri.selinux_category_range)`);
};

/** The pairs in order: 1,0; 2,0; 2,1; 3,0 … The greater category is the triangular number's root. */
const levelOf = (index: number): string => {
  const greater = Math.floor((1 + Math.sqrt(1 + 8 * index)) / 2);
  const lesser = index - (greater * (greater - 1)) / 2;
  return `s0:c${lesser},c${greater}`;
};
