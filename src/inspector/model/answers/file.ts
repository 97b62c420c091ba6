/** The recording as it is here, as bytes of a file: what it is, its headers, its records. */
import type { AnswerOf } from '../questions.ts';
import type { Source } from '../source.ts';

const lineBreak = 10;

export const fileAnswer = (source: Source): AnswerOf<'file'> => {
  const { rows, runs } = source;
  const encoder = new TextEncoder();
  const headers = new Map<number, Uint8Array>();
  const first = rows.first();
  for (const { firstRow, header } of runs)
    if (header !== undefined) headers.set(Math.max(first, firstRow), encoder.encode(JSON.stringify(header)));
  const about = encoder.encode(JSON.stringify({ k: 'about', about: source.about() }));
  let length = about.length + 1;
  for (const header of headers.values()) length += header.length + 1;
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
  }
  return file;
};
