/** What of the demo's own things is still there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupDirsOf, readCgroupFacts } from '../../actors/cgroup-paths.ts';
import { type Finding, fail } from '../doctor/findings.ts';
import type { DemoPlaces } from './demo-config.ts';
import { demoBridge } from './network.ts';

export const remains = ({ root, state, cgroupParent }: DemoPlaces): readonly Finding[] =>
  [root, state, join('/sys/class/net', demoBridge), ...cgroupDirsOf(readCgroupFacts(), cgroupParent)]
    .filter((path) => existsSync(path))
    .map((path) => fail('demo', path));
