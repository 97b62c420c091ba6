/**
 * What a terminal does between who types and a program: it echoes, edits the line, and makes line breaks of both kinds.
 * Source: termios(3): ICANON, ECHO, ICRNL, ISIG, ONLCR.
 */
import { type Input, openInput } from './programs/input.ts';

export interface Terminal {
  /** What the program reads. */
  readonly stdin: Input;
  /** What the program says, for the screen. */
  readonly stdout: (text: string | Buffer) => Promise<void>;
  /** Keys. */
  readonly type: (keys: Buffer) => Promise<void>;
}

export interface TerminalOptions {
  readonly screen: (text: string) => Promise<void>;
  /** Ctrl-C. */
  readonly interrupt: () => void;
}

const maxLine = 4096;

export const openTerminal = ({ screen, interrupt }: TerminalOptions): Terminal => {
  const stdin = openInput();
  let line = '';
  const enter = async () => {
    await stdin.write(Buffer.from(`${line}\n`));
    line = '';
    await screen('\r\n');
  };
  const press = async (key: string) => {
    if (key === '\r' || key === '\n') return enter();
    if (key === '\x03') {
      line = '';
      await screen('^C\r\n');
      return interrupt();
    }
    if (key === '\x04') {
      if (line === '') stdin.end();
      else await stdin.write(Buffer.from(line));
      line = '';
      return;
    }
    if (key === '\x7f' || key === '\b') {
      if (line === '') return;
      line = line.slice(0, -1);
      return screen('\b \b');
    }
    if (line.length >= maxLine) return;
    line += key;
    await screen(key);
  };
  return {
    stdin,
    stdout: (text) => screen(text.toString().replace(/\r?\n/g, '\r\n')),
    type: async (keys) => {
      for (const key of keys.toString()) await press(key);
    },
  };
};
