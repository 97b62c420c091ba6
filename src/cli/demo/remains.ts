/** What of the demo's own things is still there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupDirsOf, readCgroupFacts } from '../../actors/cgroup-paths.ts';
import { type Finding, fail } from '../doctor/findings.ts';
import type { DemoPlaces } from './demo-config.ts';

export const remains = ({ root, state, bridge, cgroupParent }: DemoPlaces): readonly Finding[] =>
  [root, state, join('/sys/class/net', bridge), ...cgroupDirsOf(readCgroupFacts(), cgroupParent)]
    .filter((path) => existsSync(path))
    .map((path) => fail('demo', path));
