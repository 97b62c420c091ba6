/** Whom a container runs as: what the request says, over what the image says. There is no file to look names up in. */
import type { ContainerConfig } from '../machines/config.ts';
import type { User } from './programs/program.ts';

const ids: Readonly<Record<string, number>> = { root: 0, 'www-data': 33, nobody: 65_534 };

/** @param image as the image has it, in numbers */
export const userOf = ({ linux }: ContainerConfig, imageUser: string): User => {
  const asked = linux?.securityContext;
  const [name = '', group = ''] = imageUser.split(':');
  const named = asked?.runAsUsername === '' || asked?.runAsUsername === undefined ? name : asked.runAsUsername;
  const uid = asked?.runAsUser === undefined ? idOf(named) : Number(asked.runAsUser.value);
  const gid = asked?.runAsGroup === undefined ? idOf(group) : Number(asked.runAsGroup.value);
  const groups = [gid, ...(asked?.supplementalGroups ?? []).map(Number)];
  return { uid, gid, groups: [...new Set(groups)] };
};

const idOf = (text: string): number => ids[text] ?? (Number(text) || 0);
