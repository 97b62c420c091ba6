/** The two account files of an image, as data. Hostile input: what does not parse is passed over. */

export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}
export interface Accounts {
  readonly users: readonly PasswdEntry[];
  readonly groups: readonly GroupEntry[];
}

/** The largest id that is one: 2^32-1 means "unchanged" to the kernel. */
const maxId = 2 ** 32 - 2;

/** A decimal user or group id; undefined: it is none. */
export const idOf = (text: string): number | undefined => {
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const id = Number(text);
  return id <= maxId ? id : undefined;
};

const rows = (text: string): string[][] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));

/** Source: passwd(5). */
export const parsePasswd = (text: string): readonly PasswdEntry[] =>
  rows(text).flatMap(([name = '', , uidText = '', gidText = '']) => {
    const uid = idOf(uidText);
    const gid = idOf(gidText);
    return name === '' || uid === undefined || gid === undefined ? [] : [{ name, uid, gid }];
  });

/** Source: group(5). */
export const parseGroup = (text: string): readonly GroupEntry[] =>
  rows(text).flatMap(([name = '', , gidText = '', members = '']) => {
    const gid = idOf(gidText);
    return name === '' || gid === undefined ? [] : [{ name, gid, members: members.split(',').filter(Boolean) }];
  });
