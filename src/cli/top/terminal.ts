/** A terminal that is drawn on: only lines that changed are written, so nothing flickers. What was there before comes back. */
import type { ReadStream, WriteStream } from 'node:tty';
import { type Key, keysIn } from './keys.ts';

export interface Terminal {
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** As many as there are rows; what is wider than the terminal is not seen. */
  readonly draw: (lines: readonly string[]) => void;
  readonly close: () => void;
}

export interface TerminalDesk {
  readonly out: Pick<WriteStream, 'columns' | 'rows' | 'write' | 'on' | 'off'>;
  /** Undefined: nobody can type. */
  readonly keyboard: Pick<ReadStream, 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'> | undefined;
  readonly onKey: (key: Key) => void;
  readonly onResize: () => void;
}

/**
 * Modes of xterm: the other screen, no cursor, lines that are too long end at the edge; what is between the last two is shown at
 * once (others ignore them).
 */
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const leave = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const hold = '\u001b[?2026h';
const show = '\u001b[?2026l';
const toLine = (row: number) => `\u001b[${row + 1};1H`;
const restOfLine = '\u001b[0m\u001b[K';

export const openTerminal = ({ out, keyboard, onKey, onResize }: TerminalDesk): Terminal => {
  let drawn: readonly string[] = [];
  const resized = () => {
    drawn = [];
    out.write('\u001b[2J');
    onResize();
  };
  const typed = (bytes: Buffer) => {
    for (const key of keysIn(bytes.toString('utf8'))) onKey(key);
  };
  out.write(enter);
  out.on('resize', resized);
  keyboard?.setRawMode(true);
  keyboard?.on('data', typed);
  keyboard?.resume();
  return {
    size: () => ({ columns: out.columns || 80, rows: out.rows || 24 }),
    draw: (lines) => {
      const changes = lines.flatMap((line, row) => (line === drawn[row] ? [] : [`${toLine(row)}${line}${restOfLine}`]));
      const gone = drawn.slice(lines.length).map((_, index) => `${toLine(lines.length + index)}${restOfLine}`);
      drawn = [...lines];
      if (changes.length + gone.length > 0) out.write(`${hold}${changes.join('')}${gone.join('')}${show}`);
    },
    close: () => {
      out.off('resize', resized);
      keyboard?.off('data', typed);
      keyboard?.setRawMode(false);
      keyboard?.pause();
      out.write(leave);
    },
  };
};
