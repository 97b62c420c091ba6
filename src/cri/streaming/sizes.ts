/** Sizes of the client's terminal: JSON objects one after another, cut anywhere. */
import type { Readable } from 'node:stream';
import type { TerminalSize } from '../handed.ts';

const maxTextLength = 4096;
const maxSize = 65_535;

/** Tells every size in order; what is not one is skipped. Those that come before there is a listener are kept: the last few. */
export const followSizes = (resize: Readable | undefined): ((listener: (size: TerminalSize) => void) => void) => {
  const early: TerminalSize[] = [];
  let tell = (size: TerminalSize) => {
    early.push(size);
    if (early.length > maxEarly) early.shift();
  };
  let text = '';
  resize?.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('}'); end >= 0; end = text.indexOf('}')) {
      const size = sizeOf(text.slice(text.lastIndexOf('{', end), end + 1));
      text = text.slice(end + 1);
      if (size !== undefined) tell(size);
    }
    if (text.length > maxTextLength) text = '';
  });
  return (listener) => {
    for (const size of early.splice(0)) listener(size);
    tell = listener;
  };
};

const maxEarly = 16;

const sizeOf = (json: string): TerminalSize | undefined => {
  try {
    const { Width: columns, Height: rows } = JSON.parse(json) as {
      readonly Width?: unknown;
      readonly Height?: unknown;
    };
    return isSize(columns) && isSize(rows) ? { columns, rows } : undefined;
  } catch {
    return undefined;
  }
};

const isSize = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxSize;
