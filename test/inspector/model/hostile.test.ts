/** Whatever comes in, cut anywhere: it is read as the journal reads it, or left out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLineCutter } from '../../../src/inspector/model/lines.ts';
import { openModel } from '../../../src/inspector/model/model.ts';
import { recordIn } from '../../../src/journal/read.ts';
import { madeHeader } from '../../helpers/made-recording.ts';
import { aboutMade, asker, bytesOf, chanceRun, linesOf, modelOf } from './model-of.ts';

const everything = (model: ReturnType<typeof modelOf>): readonly unknown[] => {
  const ask = asker(model);
  const at = { at: undefined };
  const actors = ask('tree', { ...at, limit: 1000 }).rows.map(({ actor }) => actor);
  return [
    ask('about', {}),
    ask('overview', at),
    ask('pods', { filter: 'is:over', order: 'age', isDescending: true, offset: 0, limit: 100 }),
    ask('journal', { query: '', offset: 0, limit: 100, parts: 10 }),
    ask('density', { parts: 20 }),
    ask('coverage', {}),
    ...actors.flatMap((actor) => [
      ask('actor', { actor }),
      ask('why', { actor }),
      ask('state', { actor }),
      ask('ledger', { actor }),
      ask('timeline', { actor }),
    ]),
  ];
};

test('cut into pieces anywhere: the same rows', () => {
  const text = `${chanceRun('one life, two faults', 3).text()}${JSON.stringify({ k: 'N', q: 9999, t: 1, e: 'grüße €😀' })}\n`;
  const whole = everything(modelOf(text));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 }), (sizes) => {
      const model = openModel();
      model.open(aboutMade);
      const bytes = bytesOf(text);
      let at = 0;
      for (let index = 0; at < bytes.length; index += 1) {
        const size = sizes[index % sizes.length] ?? 1;
        model.feed('s', bytes.subarray(at, at + size));
        at += size;
      }
      model.end('s');
      expect(everything(model)).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

const odd = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    'pod:p#1',
    'pod:p#1/ctr:c#1',
    '__proto__',
    'constructor',
    'a/'.repeat(300),
    'reply.x',
    '\u202e',
  ),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.constant({ toString: 1, valueOf: 1, toJSON: 1 }),
  fc.constant([{ a: 'pod:p#1', v: 'ready', s: 'x', w: [1, ['x'], ['y', 'z'], null] }]),
  fc.constant({ type: 'sandbox.run', sandboxId: '__proto__', config: { metadata: { name: 1 } } }),
  fc.constant({ 'record.a': 1, __proto__x: null, '__proto__.polluted': true, 'a\\.b.c': 'x' }),
);
const oddRecord = fc.dictionary(
  fc.constantFrom(
    'a',
    'e',
    'p',
    'm',
    'n',
    'o',
    'f',
    'v0',
    'v1',
    'how',
    'why',
    's',
    'id',
    'dl',
    'c',
    'd',
    'w',
    'x',
    'y',
    'actors',
    'requests',
    'lost',
    'ph',
    'name',
    'verdict',
    'subject',
    'message',
    'k',
    'q',
    't',
    'done',
    'text',
    'about',
  ),
  odd,
);
const letters = [...'HOVGIAZMTERDCSN', 'live', 'progress', 'trouble', 'about', 'present', 'ended', 'later'];

test('any values in any field: a row where the journal reads a record, and all questions have answers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...letters), oddRecord, fc.integer({ min: 0, max: 50 })), { maxLength: 40 }),
      (records) => {
        const lines = records.map(([k, fields, t]) => JSON.stringify({ q: t + 1, t, ...fields, k }));
        const read = lines.filter((line) => {
          const record = recordIn(line);
          return record !== undefined && record.k !== 'H';
        });
        const model = modelOf(`${JSON.stringify(madeHeader)}\n${lines.join('\n')}\n`);
        expect(model.answer('about', { source: 's' }).rows).toBe(read.length);
        everything(model);
        for (const at of [0, 5, -3, 1e9, Number.NaN]) model.answer('overview', { source: 's', at });
      },
    ),
    { numRuns: 300 },
  );
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('lines that are no records: left out and counted; the rest is read', () => {
  const good = linesOf([{ k: 'N', e: 'one' }]);
  const model = modelOf(
    `${good}{"k":"T","q":2\nnot json\n[]\n{"k":"N","q":2,"t":5,"e":"two"}\n{"k":"N","q":3,"t":6,"e":"tor`,
  );
  const { rows, troubles } = model.answer('about', { source: 's' });
  expect(rows).toBe(2);
  expect(troubles).toEqual(['4 lines cannot be read; they are left out']);
});

test('a line that is too long: left out, however it is cut, and what follows is read', () => {
  const seen: string[] = [];
  let tooLong = 0;
  const cutter = openLineCutter(
    {
      keep: () => 0,
      line: (text) => void seen.push(text),
      tooLong: () => {
        tooLong += 1;
      },
    },
    10,
  );
  for (const piece of ['short\n', '01234567890', '123456', '7\nnext\n0123456789ab\nlast', '\n', 'tail'])
    cutter.feed(bytesOf(piece));
  cutter.end();
  expect(seen).toEqual(['short', 'next', 'last', 'tail']);
  expect(tooLong).toBe(2);
});

test('no header, or nothing: answers all the same', () => {
  everything(modelOf(''));
  everything(modelOf('{"k":"N","q":1,"t":5,"e":"alone"}\n'));
});
