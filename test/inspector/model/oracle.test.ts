/** The columns, at any row, against the journal's own fold of all records up to it. */
import { describe, expect, test } from 'vitest';
import { actorRowOf, livesAt, nowAt, stateAt, waitsAt } from '../../../src/inspector/model/at.ts';
import { openLives } from '../../../src/journal/lives.ts';
import { madeHeader } from '../../helpers/made-recording.ts';
import { chanceRun, modelOf, scenarioNames } from './model-of.ts';

describe.each(scenarioNames)('%s', (name) => {
  test.each([1, 2, 3])('seed %i: at each row, who is there, in which state, waiting for what', (seed) => {
    const { records, text } = chanceRun(name, seed);
    const source = modelOf(text()).source('s');
    if (source === undefined) throw new Error('no source');
    const lives = openLives();
    for (const [row, record] of records.entries()) {
      lives.see({ record, us: record.t, wallUs: madeHeader.epochMs * 1000 + record.t, run: 1 });
      if (row % 3 !== 0 && row !== records.length - 1) continue;
      const now = nowAt(source, row);
      const waits = waitsAt(source, now);
      const seen = livesAt(source, row).map((life) => {
        const { actor, parent, machine, state, waits: its, last, mark } = actorRowOf(source, life, now, waits);
        return {
          actor,
          parent,
          machine: machine ?? '',
          state,
          sinceUs: stateAt(source, life, row).sinceUs,
          waits: its.map(({ service }) => service),
          last: last === undefined ? undefined : [last.type, now.us - last.agoUs],
          mark,
        };
      });
      const told = [...lives.all.values()].map((life) => ({
        actor: life.name,
        parent: life.parent,
        machine: life.machine ?? '',
        state: life.state,
        sinceUs: life.since?.us,
        waits: [...life.pending.values()].map(({ service }) => service),
        last: life.last === undefined ? undefined : [life.last.type, life.last.us],
        mark: life.mark,
      }));
      expect(seen, `row ${row}`).toEqual(told);
    }
  });
});
