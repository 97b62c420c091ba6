import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countFds, makeRoundsDir, rounds } from './rounds.ts';
import { describeAsRoot, mountsUnder } from './scene.ts';

describeAsRoot('200 rounds of everything', () => {
  let dir: string;
  beforeAll(() => {
    dir = makeRoundsDir();
  });
  afterAll(() => {
    expect(mountsUnder(dir)).toEqual([]);
    rmSync(dir, { recursive: true });
  });

  test.each(Object.entries(rounds))(
    '%s → as many descriptors and mounts as before',
    async (name, round) => {
      await round(dir); // what is opened once, for good
      const before = countFds();
      for (let index = 0; index < (name === 'seqpacket' ? 10 : 200); index += 1) await round(dir);
      expect(countFds()).toBeLessThanOrEqual(before);
      expect(mountsUnder(dir)).toEqual([]);
    },
    300_000,
  );
});
