/** Diagrams as text for a terminal: every lane a line down, every message an arrow between two of them. */
import type { Diagram, Row } from './diagram.ts';

const leastGap = 12;
const mostGap = 44;
const noteRoom = 60;

/** One line without what would steer a terminal. */
const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
const cut = (text: string, room: number): string => {
  const whole = clean(text);
  return whole.length <= room ? whole : room < 2 ? '' : `${whole.slice(0, room - 1)}…`;
};

/** Columns of the lanes, as far apart as what stands between them needs. */
const columnsOf = ({ lanes, rows }: Diagram, margin: number): readonly number[] => {
  const place = new Map(lanes.map(({ id }, index) => [id, index]));
  const gaps = lanes.map(({ title }) => Math.max(leastGap, title.length + 2));
  const widen = (gap: number, room: number) => {
    if (gap >= 0 && gap < gaps.length) gaps[gap] = Math.max(gaps[gap] ?? 0, Math.min(room, mostGap));
  };
  for (const { arrow, notes } of rows) {
    const from = place.get(arrow?.from ?? '') ?? -1;
    const to = place.get(arrow?.to ?? '') ?? -1;
    if (arrow !== undefined && Math.abs(from - to) === 1) widen(Math.min(from, to), clean(arrow.text).length + 6);
    for (const { lane, text } of notes) widen(place.get(lane) ?? -1, clean(text).length + 3);
  }
  let column = margin;
  return gaps.map((gap) => {
    const here = column;
    column += gap;
    return here;
  });
};

export const drawDiagram = (diagram: Diagram): readonly string[] => {
  const { lanes, rows } = diagram;
  const margin = Math.max(4, ...rows.map((row) => (row.margin ?? '').length + 2));
  const columns = columnsOf(diagram, margin);
  const column = (id: string): number | undefined => columns[lanes.findIndex((lane) => lane.id === id)];
  const width = (columns.at(-1) ?? margin) + noteRoom;

  const blank = (): string[] => {
    const cells = Array<string>(width).fill(' ');
    for (const at of columns) cells[at] = '│';
    return cells;
  };
  const put = (cells: string[], at: number, text: string) => {
    for (const [index, sign] of [...text].entries()) if (at + index < width) cells[at + index] = sign;
  };
  const drawRow = ({ margin: mark = '', arrow, notes }: Row): string => {
    const cells = blank();
    put(cells, 0, mark);
    for (const { lane, text } of notes) {
      const at = column(lane);
      if (at === undefined) continue;
      const next = columns.find((other) => other > at) ?? width;
      put(cells, at + 2, cut(text, next - at - 3));
    }
    const from = column(arrow?.from ?? '');
    const to = column(arrow?.to ?? '');
    if (arrow !== undefined && from !== undefined && to !== undefined && from !== to) {
      const [left, right] = from < to ? [from, to] : [to, from];
      const line = arrow.isAnswer === true ? '╌' : '─';
      const label = cut(arrow.text, right - left - 5);
      put(cells, left, from < to ? '├' : '│');
      put(cells, left + 1, `${line}${label}${line.repeat(Math.max(0, right - left - 2 - label.length))}`);
      put(cells, right, from < to ? '│' : '┤');
      cells[from < to ? right - 1 : left + 1] = from < to ? '►' : '◄';
    } else if (arrow !== undefined && from !== undefined) {
      const text = cut(arrow.text, noteRoom - 2);
      // It may go over the lanes behind it: nothing else is said in this row.
      put(cells, from + 2, text);
    }
    return cells.join('').trimEnd();
  };
  const header = Array<string>(width).fill(' ');
  for (const [index, { title }] of lanes.entries()) {
    const at = columns[index] as number;
    const next = columns[index + 1] ?? width;
    put(header, at, cut(title, next - at - 1));
  }
  return [header.join('').trimEnd(), ...rows.map(drawRow)];
};

/** The same for Mermaid. Source: Mermaid, Sequence diagrams. */
export const drawMermaid = ({ lanes, rows }: Diagram): readonly string[] => {
  const names = new Map(lanes.map(({ id }, index) => [id, `l${index + 1}`]));
  const lines = rows.flatMap(({ margin = '', arrow, notes }) => {
    const from = names.get(arrow?.from ?? '');
    const to = names.get(arrow?.to ?? '');
    const text = `${margin.trim() === '' ? '' : `${margin.trim()}: `}${arrow?.text ?? ''}`;
    const message =
      arrow === undefined || from === undefined || to === undefined
        ? []
        : from === to
          ? [`  Note over ${from}: ${escaped(text)}`]
          : [`  ${from}${arrow.isAnswer === true ? '-->>' : '->>'}${to}: ${escaped(text)}`];
    return [
      ...message,
      ...notes.flatMap(({ lane, text: note }) => {
        const at = names.get(lane);
        return at === undefined ? [] : [`  Note over ${at}: ${escaped(note)}`];
      }),
    ];
  });
  return [
    'sequenceDiagram',
    ...lanes.map(({ id, title }) => `  participant ${names.get(id)} as ${escaped(title)}`),
    ...lines,
  ];
};

const escaped = (text: string): string => clean(text).replace(/[#;:<>"%]/g, (sign) => `#${sign.codePointAt(0)};`);
