import type { LinuxContainerSecurityContext } from '../../proto/generated/api.ts';
import type { IdMap, IdRange } from '../machines/services/sandboxes.ts';
import { type Accounts, idOf, type PasswdEntry } from './accounts.ts';
import type { ResolvedUser } from './facts.ts';
import { specInvalid } from './invalid.ts';
import { GroupsPolicy } from './wire-values.ts';

const field = 'linux.security_context';

/** The request's fields about the first process's identity; a sandbox has no user name. */
export type UserRequest = Partial<
  Pick<
    LinuxContainerSecurityContext,
    'runAsUser' | 'runAsGroup' | 'runAsUsername' | 'supplementalGroups' | 'supplementalGroupsPolicy'
  >
>;

/**
 * Who the first process is: the request's user, else the image's (`uid`, `name`, with `:gid` or `:group`), else root.
 *
 * Names are the image's. An id without an entry in its passwd file is fine and has group 0. With policy Merge the
 * groups that the image's group file gives the user are added; with Strict they are not.
 * @throws FailureError SpecInvalid: user and user name together, a group without a user, an unknown name, a bad id
 */
export const resolveUser = (request: UserRequest, imageUser: string, accounts: Accounts): ResolvedUser => {
  const { who, group } = wantedOf(request, imageUser);
  const { uid, entry } = findUser(who, accounts);
  const gid = group === undefined ? (entry?.gid ?? 0) : findGroup(group, accounts);
  const listed = (request.supplementalGroups ?? []).map((id) => numberOf(`${field}.supplemental_groups`, id));
  const isMerged = request.supplementalGroupsPolicy !== GroupsPolicy.Strict;
  const inherited = isMerged && entry !== undefined ? groupsOf(entry.name, accounts) : [];
  return { uid, gid, groups: [...new Set([gid, ...inherited, ...listed])] };
};

interface Wanted {
  readonly who: Named;
  readonly group?: Named | undefined;
}
interface Named {
  readonly field: string;
  readonly text: string;
}

const wantedOf = (request: UserRequest, imageUser: string): Wanted => {
  const { runAsUser, runAsUsername = '', runAsGroup } = request;
  const group = runAsGroup && { field: `${field}.run_as_group`, text: runAsGroup.value };
  if (runAsUser !== undefined && runAsUsername !== '') {
    throw specInvalid(`${field}.run_as_username`, 'cannot be used together with run_as_user');
  }
  if (runAsUser !== undefined) return { who: { field: `${field}.run_as_user`, text: runAsUser.value }, group };
  if (runAsUsername !== '') return { who: { field: `${field}.run_as_username`, text: runAsUsername }, group };
  if (group !== undefined) throw specInvalid(group.field, 'needs run_as_user or run_as_username');
  const [name = '', ofGroup = ''] = imageUser.split(':');
  const imageField = 'image.config.User';
  return {
    who: { field: imageField, text: name === '' ? '0' : name },
    group: ofGroup === '' ? undefined : { field: imageField, text: ofGroup },
  };
};

const findUser = (who: Named, { users }: Accounts): { readonly uid: number; readonly entry?: PasswdEntry } => {
  if (isNumeric(who.text)) {
    const uid = numberOf(who.field, who.text);
    const entry = users.find((user) => user.uid === uid);
    return entry === undefined ? { uid } : { uid, entry };
  }
  const entry = users.find((user) => user.name === who.text);
  if (entry === undefined) throw specInvalid(who.field, `the image has no user '${who.text}'`);
  return { uid: entry.uid, entry };
};

const findGroup = (group: Named, { groups }: Accounts): number => {
  if (isNumeric(group.text)) return numberOf(group.field, group.text);
  const entry = groups.find(({ name }) => name === group.text);
  if (entry === undefined) throw specInvalid(group.field, `the image has no group '${group.text}'`);
  return entry.gid;
};

const groupsOf = (name: string, { groups }: Accounts): readonly number[] =>
  groups.filter(({ members }) => members.includes(name)).map(({ gid }) => gid);

const isNumeric = (text: string): boolean => /^[+-]?\d+$/.test(text);

const numberOf = (name: string, text: string): number => {
  const id = idOf(text);
  if (id === undefined) throw specInvalid(name, `'${text}' is not an id`);
  return id;
};

/**
 * An id that the pod's user namespace does not have cannot be anybody's in it.
 * @param ids undefined: the node's user namespace, which has all
 * @throws FailureError SpecInvalid
 */
export const refuseUnmapped = ({ uid, gid, groups }: ResolvedUser, ids: IdMap | undefined): void => {
  if (ids === undefined) return;
  const isIn =
    ({ containerId, length }: IdRange) =>
    (id: number) =>
      id >= containerId && id - containerId < length;
  const reason = (id: number) => `${id} is not an id of the pod's user namespace`;
  if (!isIn(ids.uids)(uid)) throw specInvalid(`${field}.run_as_user`, reason(uid));
  if (!isIn(ids.gids)(gid)) throw specInvalid(`${field}.run_as_group`, reason(gid));
  const group = groups.find((id) => !isIn(ids.gids)(id));
  if (group !== undefined) throw specInvalid(`${field}.supplemental_groups`, reason(group));
};
