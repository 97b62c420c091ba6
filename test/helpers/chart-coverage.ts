/**
 * Which transitions of charts tests take: with TROUPE_CHART_COVERAGE, each file of tests leaves a list of them in that directory.
 * `npm run coverage:charts` reads them.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { openTally } from '../../src/inspector/charts/tally.ts';
import { witnessSteps } from '../../src/machines/lean-steps.ts';

const dir = process.env.TROUPE_CHART_COVERAGE;
if (dir !== undefined) {
  const tally = openTally();
  witnessSteps(tally.hear);
  afterAll(() => {
    const name = createHash('sha256')
      .update(expect.getState().testPath ?? '')
      .digest('hex')
      .slice(0, 16);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `${name}.json`), JSON.stringify(tally.seen()));
  });
}
