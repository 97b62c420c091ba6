/** What people write at moments: beside the records, in the file, and in what is read of that. */
import { expect, test } from 'vitest';
import { longestNote, mostNotes } from '../../../src/inspector/model/notes.ts';
import { asker, bytesOf, linesOf, modelOf } from './model-of.ts';

const three = linesOf([
  { k: 'N', e: 'one' },
  { k: 'N', e: 'two', q: 1.0001 },
  { k: 'N', e: 'three', q: 2 },
]);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('a note is of its record: it makes no row, and can be taken away', () => {
  const model = modelOf(three);
  const ask = asker(model);
  const before = model.version('s');
  model.note('s', { run: 1, q: 1.0001, text: ' look here ' });
  expect(model.version('s')).toBeGreaterThan(before);
  expect(ask('about', {}).rows).toBe(3);
  const [note] = ask('notes', {});
  expect(note).toEqual({
    id: 1,
    run: 1,
    q: 1.0001,
    row: 1,
    us: 1000,
    wallUs: expect.any(Number),
    text: 'look here',
    isRecorded: false,
  });
  model.unnote('s', note?.id ?? 0);
  expect(ask('notes', {})).toEqual([]);
});

test('in a file it stands behind its record; read again it is there, and the records are the same', () => {
  const model = modelOf(three);
  model.note('s', { run: 1, q: 1, text: 'second\nline \u2028 </script> "\\' });
  model.note('s', { run: 1, q: 1, text: 'and more' });
  const file = asker(model)('file', {});
  const kinds = textOf(file)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly k: string; readonly q?: number; readonly e?: string });
  expect(kinds.map(({ q }) => q)).toEqual([undefined, undefined, 1, 1.000001, 1.000002, 1.0001, 2]);
  const again = modelOf(textOf(file));
  const ask = asker(again);
  expect(ask('about', {}).rows).toBe(3);
  expect(ask('notes', {}).map(({ text, row, isRecorded }) => [text, row, isRecorded])).toEqual([
    ['second\nline \u2028 </script> "\\', 0, true],
    ['and more', 0, true],
  ]);
  expect(textOf(asker(again)('file', {}))).toBe(textOf(file));
});

test('of a later life: found in it, also in the file', () => {
  const model = modelOf(`${three}${linesOf([{ k: 'N', e: 'again' }])}`);
  model.note('s', { run: 2, q: 1, text: 'second life' });
  expect(asker(model)('notes', {})).toMatchObject([{ row: 3, run: 2 }]);
  const again = modelOf(textOf(asker(model)('file', {})));
  expect(asker(again)('notes', {})).toMatchObject([{ row: 3, run: 2, text: 'second life' }]);
});

test('a source that is told again keeps them', () => {
  const model = modelOf(three);
  model.note('s', { run: 1, q: 2, text: 'kept' });
  model.reopen('s');
  model.feed('s', bytesOf(`${three}{"k":"live"}\n`));
  expect(asker(model)('notes', {})).toMatchObject([{ text: 'kept', row: 2 }]);
});

test('hostile: too long, too many, the same twice, none, and places that are none', () => {
  const at = (index: number) => ({ k: 'N', q: 1, t: 0, e: `note ${index}`, at: { run: 1, q: 1 } });
  const many = Array.from({ length: mostNotes + 5 }, (_, index) => `${JSON.stringify(at(index))}\n`).join('');
  expect(asker(modelOf(`${three}${many}`))('notes', {})).toHaveLength(mostNotes);
  const model = modelOf(three);
  for (const text of ['x'.repeat(longestNote * 2), 'twice', 'twice', ' ']) model.note('s', { run: 1, q: 1, text });
  expect(asker(model)('notes', {}).map(({ text }) => text.length)).toEqual([longestNote, 5]);
  const odd = [null, 7, 'x', {}, { run: 'a', q: 1 }, { run: 1, q: -1 }, [1, 2]];
  const lines = odd.map((place) => `${JSON.stringify({ k: 'N', q: 3, t: 0, e: 'odd', at: place })}\n`).join('');
  const strange = modelOf(`${three}${lines}`);
  expect(asker(strange)('about', {}).rows).toBe(3 + odd.length);
  expect(asker(strange)('notes', {})).toEqual([]);
  expect(() => model.note('nowhere', { run: 1, q: 1, text: 'x' })).toThrow('there is no source');
});
