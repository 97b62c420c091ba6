/** The recording as it is here, as bytes of a file: what it is, its headers, its records, and what was written at them. */
import { noteRecord } from '../notes.ts';
import type { AnswerOf } from '../questions.ts';
import type { Source } from '../source.ts';
import { rowOfNote } from './notes.ts';

const lineBreak = 10;

export const fileAnswer = (source: Source): AnswerOf<'file'> => {
  const { rows, runs } = source;
  const encoder = new TextEncoder();
  const bytesOf = (value: unknown) => encoder.encode(JSON.stringify(value));
  const headers = new Map<number, Uint8Array>();
  const first = rows.first();
  for (const { firstRow, header } of runs)
    if (header !== undefined) headers.set(Math.max(first, firstRow), bytesOf(header));
  const notes = notesByRow(source, [...headers.keys()]);
  const about = bytesOf({ k: 'about', about: source.about() });
  let length = about.length + 1;
  for (const line of [...headers.values(), ...[...notes.values()].flat()]) length += line.length + 1;
  for (let row = first; row < rows.end(); row += 1) length += rows.lengthOf(row) + 1;

  const file = new Uint8Array(length);
  let at = 0;
  const add = (line: Uint8Array) => {
    file.set(line, at);
    file[at + line.length] = lineBreak;
    at += line.length + 1;
  };
  add(about);
  for (let row = first; row < rows.end(); row += 1) {
    const header = headers.get(row);
    if (header !== undefined) add(header);
    add(rows.line(row));
    for (const note of notes.get(row) ?? []) add(note);
  }
  return file;
};

/** @param starts rows at which lives begin in the file: they are counted anew there. */
const notesByRow = (source: Source, starts: readonly number[]): ReadonlyMap<number, readonly Uint8Array[]> => {
  const encoder = new TextEncoder();
  const lines = new Map<number, Uint8Array[]>();
  for (const note of source.notes.all()) {
    const row = rowOfNote(source, note);
    const record = source.record(row);
    if (record === undefined) continue;
    const its = lines.get(row) ?? [];
    const run = Math.max(1, starts.filter((start) => start <= row).length);
    its.push(encoder.encode(JSON.stringify(noteRecord(record, { run, text: note.text }, its.length))));
    lines.set(row, its);
  }
  return lines;
};
