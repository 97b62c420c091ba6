import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { pathsOf } from '../../src/config/paths.ts';

test('root and state → every path is in one of them, but the socket and the pins of network namespaces', () => {
  const { socketFile, netnsDir, ...rest } = pathsOf(parseConfig('root = "/r"\nstate = "/s"', 'f'));
  for (const path of Object.values(rest)) expect(path).toMatch(/^\/[rs]\//);
  expect(netnsDir).toBe('/run/netns');
  expect(socketFile).toBe('/run/troupe/troupe.sock');
});

test('netns_mounts_under_state_dir → pins are in state', () => {
  const config = parseConfig('state = "/s"\n[cri]\nnetns_mounts_under_state_dir = true', 'f');
  expect(pathsOf(config).netnsDir).toBe('/s/netns');
});
