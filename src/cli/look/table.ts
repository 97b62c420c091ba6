/** A table for people: aligned, and no wider than the terminal. Pure but for the colours it is given. */
import type { Paint } from '../demo/narrator.ts';
import { cutTo, padTo, visible, widthOf } from './text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly style?: (row: Row) => Parameters<Paint>[0] | undefined;
  readonly align?: 'left' | 'right';
  /** May be cut down to this many columns where the terminal is narrow, at its start or its end. Else never. */
  readonly shrinks?: { readonly to: number; readonly cut: 'start' | 'end' };
}

export interface Paper {
  /** Of the terminal; undefined: there is none, and nothing is cut. */
  readonly columns: number | undefined;
  readonly paint: Paint;
}

const gap = 2;

/** Lines without breaks: the titles, then a line a row. */
export const tableOf = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paper: Paper,
): readonly string[] => {
  const cells = rows.map((row) => columns.map(({ text }) => visible(text(row))));
  const natural = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] ?? ''))),
  );
  const widths = fitted(columns, natural, paper.columns);
  const lineOf = (texts: readonly string[], styleOf: (column: Column<Row>) => Parameters<Paint>[0] | undefined) =>
    columns
      .map((column, index) => {
        const width = widths[index] ?? 0;
        const isLast = index === columns.length - 1 && column.align !== 'right';
        const text = cutTo(texts[index] ?? '', width, column.shrinks?.cut);
        const style = styleOf(column);
        const painted = style === undefined ? text : paper.paint(style, text);
        const padding = padTo('', width - widthOf(text));
        return column.align === 'right' ? `${padding}${painted}` : isLast ? painted : `${painted}${padding}`;
      })
      .join(' '.repeat(gap))
      .trimEnd();
  return [
    lineOf(
      columns.map(({ title }) => title),
      () => 'bold',
    ),
    ...rows.map((row, index) => lineOf(cells[index] ?? [], ({ style }) => style?.(row))),
  ];
};

/** Takes from the widest that may shrink, until all fits or none can. */
const fitted = <Row>(
  columns: readonly Column<Row>[],
  natural: readonly number[],
  limit: number | undefined,
): readonly number[] => {
  if (limit === undefined) return natural;
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, gap * (widths.length - 1)) - limit;
  while (excess > 0) {
    let widest = -1;
    for (const [index, { shrinks }] of columns.entries())
      if (shrinks !== undefined && (widths[index] ?? 0) > shrinks.to && (widths[index] ?? 0) > (widths[widest] ?? 0))
        widest = index;
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
};
