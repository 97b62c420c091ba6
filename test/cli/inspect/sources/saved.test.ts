/** What a page saves of a recording is a recording: read again, nothing is wrong with it, and nothing is played twice. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readingOf } from '../../../../src/cli/back/recordings.ts';
import { openFile } from '../../../../src/cli/inspect/sources/open.ts';
import { openModel } from '../../../../src/inspector/model/model.ts';
import { tempDir } from '../../../helpers/recording-file.ts';

const recording = join(import.meta.dirname, '../../../fixtures/node.jsonl');

const modelOf = async (path: string) => {
  const source = await openFile(path);
  onTestFinished(() => source.close());
  const { id } = source.about();
  const model = openModel();
  model.open(source.about());
  for await (const chunk of source.lines(new AbortController().signal)) model.feed(id, Buffer.from(chunk));
  return { model, id };
};

test('with a note at its first record and one within', async () => {
  const { model, id } = await modelOf(recording);
  model.note(id, { run: 1, q: 1, text: 'it begins' });
  model.note(id, { run: 1, q: 300, text: 'it hangs' });
  const path = join(await tempDir(), 'saved.jsonl');
  await writeFile(path, model.answer('file', { source: id }));
  const again = await modelOf(path);
  const about = (each: typeof again) => each.model.answer('about', { source: each.id });
  expect(about(again).troubles).toEqual([]);
  expect(about(again).rows).toBe(about({ model, id }).rows);
  expect(again.model.answer('notes', { source: again.id }).map(({ text, q }) => [text, q])).toEqual([
    ['it begins', 1],
    ['it hangs', 300],
  ]);

  const said: string[] = [];
  const told: string[] = [];
  for await (const { record } of readingOf(path, false, (line) => said.push(line)).told())
    told.push(record.k === 'N' ? record.e : record.k);
  expect(said).toEqual([]);
  expect(told).toHaveLength(about(again).rows + 2);
  expect(told).toContain('it hangs');
});
