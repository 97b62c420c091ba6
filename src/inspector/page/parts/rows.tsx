/**
 * A long list of which few rows are in the page: those in sight. Rows have one height; the list is as high as all of them
 * would be, up to what browsers bear, and beyond that the way of the scroll bar is shorter than that of the rows.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../keys.ts';

/** Which rows a page needs; it asks for them, and hands in what it got. */
export interface Window {
  readonly offset: number;
  readonly limit: number;
}
export const firstWindow: Window = { offset: 0, limit: 80 };

/** Changes in steps, so that not every pixel asks. */
const stride = 10;
const windowAt = (first: number): Window => ({
  offset: Math.max(0, Math.floor(first / stride) * stride - stride),
  limit: firstWindow.limit,
});

/** Browsers cut elements that are higher, the first of them at 16.7 million. */
const highestPx = 8_000_000;

/** Columns are named, and as wide as `grid-template-columns` of `.rows-CLASS .row` says. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** Can be sorted by; of the one that it is sorted by, how. */
  readonly sort?: 'ascending' | 'descending' | 'none';
  readonly isNumber?: boolean;
}

interface Props<Row> {
  readonly label: string;
  readonly class: string;
  readonly rowPx: number;
  readonly total: number;
  /** The first of `rows`, from 0. */
  readonly offset: number;
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly cells: (row: Row, index: number) => readonly ComponentChildren[];
  readonly keyOf: (row: Row) => string | number;
  readonly onWindow: (window: Window) => void;
  readonly onOpen: (row: Row) => void;
  readonly onSort?: (column: string) => void;
  /** A row that is to be in sight, whenever another is named. */
  readonly inSight?: number | undefined;
  /** Shown as the chosen one, apart from the one that keys are at. */
  readonly isChosen?: (row: Row) => boolean;
  readonly classOf?: (row: Row) => string;
}

export const Rows = <Row,>(props: Props<Row>) => {
  const { label, rowPx, total, offset, rows, columns } = props;
  const view = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [current, setCurrent] = useState(-1);

  useLayoutEffect(() => {
    const element = view.current;
    if (element === null) return;
    const seen = new ResizeObserver(() => setHeight(element.clientHeight));
    seen.observe(element);
    return () => seen.disconnect();
  }, []);

  const wholePx = total * rowPx;
  const shownPx = Math.min(wholePx, highestPx);
  const body = Math.max(1, height - rowPx);
  const factor = shownPx <= body ? 1 : (wholePx - body) / (shownPx - body);
  const scrolled = Math.min(top * factor, Math.max(0, wholePx - body));
  const first = Math.floor(scrolled / rowPx);
  const last = Math.min(total, first + Math.ceil(body / rowPx) + 2);
  const { offset: wantedOffset } = windowAt(first);
  useEffect(() => props.onWindow(windowAt(first)), [wantedOffset]);

  const show = (index: number): void => {
    const element = view.current;
    if (element === null) return;
    const [from, to] = [index * rowPx, (index + 1) * rowPx - body];
    if (from < scrolled) element.scrollTop = from / factor;
    else if (to > scrolled) element.scrollTop = Math.ceil(to / factor);
  };
  const move = (to: number): void => {
    if (total === 0) return;
    const index = Math.max(0, Math.min(total - 1, to));
    setCurrent(index);
    show(index);
  };
  const open = (): void => {
    const row = rows[current - offset];
    if (row !== undefined) props.onOpen(row);
  };
  const { inSight } = props;
  // what is far away comes to the middle, so that what is around it is seen
  useLayoutEffect(() => {
    const element = view.current;
    if (inSight === undefined || element === null) return;
    const isNear = inSight >= first && inSight < last - 2;
    if (!isNear) element.scrollTop = (inSight * rowPx - body / 2) / factor;
  }, [inSight, height]);
  const page = Math.max(1, Math.floor(body / rowPx) - 1);
  useKeys(label, {
    j: { about: 'next row', run: () => move(current + 1) },
    k: { about: 'row before', run: () => move(current - 1) },
    Enter: { about: 'open the row', run: open },
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const ways: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: total - 1,
    };
    const to = ways[event.key];
    if (event.key === 'Enter' && event.target === event.currentTarget) open();
    else if (to !== undefined) move(to);
    else return;
    event.preventDefault();
  };

  const slice = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  return (
    <div ref={view} class={`rows rows-${props.class}`} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows can be moved through and opened
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-activedescendant={current >= first && current < last ? `${props.class}-${current}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr class="row" aria-rowindex={1} style={{ height: `${rowPx}px` }}>
            {columns.map((column) => (
              <Heading key={column.id} column={column} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody style={{ height: `${shownPx}px` }}>
          {slice.map((index) => {
            const row = rows[index - offset];
            return (
              <tr
                key={row === undefined ? `none ${index}` : props.keyOf(row)}
                id={`${props.class}-${index}`}
                class={`row ${index === current ? 'row-current' : ''} ${row === undefined ? '' : (props.classOf?.(row) ?? '')}`}
                aria-rowindex={index + 2}
                aria-selected={row !== undefined && props.isChosen?.(row) === true}
                style={{ height: `${rowPx}px`, transform: `translateY(${top + index * rowPx - scrolled}px)` }}
                onClick={({ target }) => {
                  setCurrent(index);
                  if (row !== undefined && target instanceof Element && !target.closest('a, button')) props.onOpen(row);
                }}
              >
                {row === undefined ? (
                  <td class="cell dim">…</td>
                ) : (
                  props.cells(row, index).map((cell, column) => (
                    <td key={columns[column]?.id} class={`cell ${columns[column]?.isNumber ? 'number' : ''}`}>
                      {cell}
                    </td>
                  ))
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
};

const Heading = ({
  column,
  onSort,
}: {
  readonly column: Column;
  readonly onSort: ((id: string) => void) | undefined;
}) => {
  const { id, title, sort, isNumber } = column;
  const arrow = sort === 'ascending' ? ' ↑' : sort === 'descending' ? ' ↓' : '';
  return (
    <th scope="col" class={`cell${isNumber ? ' number' : ''}`} aria-sort={sort}>
      {sort === undefined ? (
        title
      ) : (
        <button type="button" class="sort" onClick={() => onSort?.(id)}>
          {title}
          <span aria-hidden="true">{arrow}</span>
        </button>
      )}
    </th>
  );
};
