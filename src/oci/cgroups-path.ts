import type { CgroupPlacement } from './facts.ts';
import { refuseControl, specInvalid } from './invalid.ts';

const field = 'linux.cgroup_parent';

export interface CgroupQuestion extends CgroupPlacement {
  /** The sandbox's; empty: the default. */
  readonly parent: string;
  /** Container or sandbox id. */
  readonly id: string;
}

/**
 * `linux.cgroupsPath`: `/parent/id` from the hierarchies' roots, or `parent.slice:prefix:id` with systemd.
 * @throws FailureError SpecInvalid for a parent that leaves its place, or that the driver cannot mean
 */
export const cgroupsPathOf = (question: CgroupQuestion): string => {
  const parts = partsOf(question.parent);
  return question.driver === 'systemd' ? systemdPath(question, parts) : cgroupfsPath(question, parts);
};

const partsOf = (parent: string): readonly string[] => {
  refuseControl(field, parent);
  const parts = parent.split('/').filter((part) => part !== '');
  if (parts.includes('..') || parts.includes('.')) throw specInvalid(field, `'${parent}' contains '.' or '..'`);
  return parts;
};

const cgroupfsPath = ({ id, parent, defaultParent }: CgroupQuestion, parts: readonly string[]): string => {
  if (parts.some((part) => part.includes(':'))) {
    throw specInvalid(field, `'${parent}' is a systemd unit, but this node's cgroup driver is cgroupfs`);
  }
  return `/${[...(parent === '' ? partsOf(defaultParent) : parts), id].join('/')}`;
};

/** systemd nests slices by their names, so that the last part says it all. */
const systemdPath = ({ id, parent, defaultParent, prefix }: CgroupQuestion, parts: readonly string[]): string => {
  const fallback = defaultParent.endsWith('.slice') ? defaultParent : 'system.slice';
  const slice = parent === '' ? fallback : (parts.at(-1) ?? '');
  if (!/^[\w.@\\-]+\.slice$/.test(slice)) {
    throw specInvalid(field, `'${parent}' is not a slice; with the cgroup driver systemd it must end in .slice`);
  }
  return `${slice}:${prefix}:${id}`;
};
