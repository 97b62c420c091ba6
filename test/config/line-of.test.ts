import { expect, test } from 'vitest';
import { lineOf } from '../../src/config/line-of.ts';

const toml = `root = "/a"
[cni]
bin_dirs = [
  "/x",
]
max_conf_num = 1

[runtimes."my.runtime".options]
SystemdCgroup = true
[grpc]
log.level = "x"
`;

test.each([
  [['root'], 1],
  [['cni'], 2],
  [['cni', 'max_conf_num'], 6],
  [['cni', 'bin_dirs', 0], 3],
  [['runtimes', 'my.runtime', 'options', 'SystemdCgroup'], 9],
  [['runtimes'], 8],
  [['grpc', 'log', 'level'], 11],
])('%j → line %d', (path, line) => expect(lineOf(toml, path)).toBe(line));

test('absent → undefined', () => expect(lineOf(toml, ['image', 'x'])).toBeUndefined());
