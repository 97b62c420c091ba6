import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGroup, parsePasswd } from '../../src/oci/accounts.ts';
import { resolveUser, type UserRequest } from '../../src/oci/user.ts';
import { refusalOf } from '../helpers/oci-scenes.ts';

const accounts = {
  users: parsePasswd('# comment\nroot:x:0:0:root:/root:/bin/sh\napp:x:1000:2000::/:/bin/sh\nbroken:x:abc:1\n+nis\n'),
  groups: parseGroup('root:x:0:\nwheel:x:10:root,app\nstaff:x:50:app\napp:x:2000:\n'),
};
const id = (value: string) => ({ value });

const resolve = (request: UserRequest, image = '') => resolveUser(request, image, accounts);

describe('who it is', () => {
  test.each<[string, UserRequest, string, number, number, number[]]>([
    ['nothing at all → root with its groups', {}, '', 0, 0, [0, 10]],
    ['image name', {}, 'app', 1000, 2000, [2000, 10, 50]],
    ['image uid with an entry', {}, '1000', 1000, 2000, [2000, 10, 50]],
    ['image uid without one', {}, '4711', 4711, 0, [0]],
    ['image uid:gid', {}, '4711:12', 4711, 12, [12]],
    ['image name:group', {}, 'app:staff', 1000, 50, [50, 10]],
    ['image :group', {}, ':staff', 0, 50, [50, 10]],
    ['run_as_user over the image', { runAsUser: id('4711') }, 'app:staff', 4711, 0, [0]],
    ['run_as_user and group', { runAsUser: id('1000'), runAsGroup: id('7') }, '', 1000, 7, [7, 10, 50]],
    ['run_as_username', { runAsUsername: 'app' }, '', 1000, 2000, [2000, 10, 50]],
    ['run_as_username as a number', { runAsUsername: '1000' }, '', 1000, 2000, [2000, 10, 50]],
    [
      'supplemental groups, none twice',
      { supplementalGroups: ['50', '60', '10'] },
      'app',
      1000,
      2000,
      [2000, 10, 50, 60],
    ],
    [
      'Strict → only those listed',
      { supplementalGroups: ['60'], supplementalGroupsPolicy: 1 },
      'app',
      1000,
      2000,
      [2000, 60],
    ],
  ])('%s', (_, request, image, uid, gid, groups) => {
    expect(resolve(request, image)).toEqual({ uid, gid, groups });
  });
});

describe('refused', () => {
  test.each<[string, UserRequest, string, string, string]>([
    ['a group without a user', { runAsGroup: id('1') }, '', 'run_as_group', 'needs run_as_user or run_as_username'],
    [
      'user and user name',
      { runAsUser: id('1'), runAsUsername: 'app' },
      '',
      'run_as_username',
      'cannot be used together with run_as_user',
    ],
    ['an unknown name', { runAsUsername: 'nobody' }, '', 'run_as_username', "the image has no user 'nobody'"],
    ['a negative id', { runAsUser: id('-1') }, '', 'run_as_user', "'-1' is not an id"],
    ['the id that means unchanged', { runAsUser: id('4294967295') }, '', 'run_as_user', "'4294967295' is not an id"],
    ['a bad group', { supplementalGroups: ['99999999999'] }, '', 'supplemental_groups', "'99999999999' is not an id"],
  ])('%s', (_, request, image, field, reason) => {
    expect(refusalOf(() => resolve(request, image))).toEqual({
      code: 'SpecInvalid',
      field: `linux.security_context.${field}`,
      reason,
    });
  });

  test.each(['ghost', 'app:ghosts', '-1'])('image user %j → names the image', (user) => {
    expect(refusalOf(() => resolve({}, user)).field).toBe('image.config.User');
  });
});

test('any passwd and group text → parsed without a failure, ids in range', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const ids = [...parsePasswd(text), ...parseGroup(text)].map(({ gid }) => gid);
      expect(ids.every((gid) => gid >= 0 && gid < 2 ** 32 - 1)).toBe(true);
    }),
  );
});
