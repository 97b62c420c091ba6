import { appendFile, mkdtemp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { followFile } from '../../../src/cli/look/follow-file.ts';
import { entryReader, parseEntry } from '../../../src/cli/look/log-entries.ts';
import { tailOffset } from '../../../src/cli/look/log-tail.ts';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-operations-log-'));
  file = join(dir, 'app.log');
});
afterEach(() => rm(dir, { recursive: true }));

const time = '2026-01-31T12:00:00.123456789Z';
const line = (text: string, tag = 'F', stream = 'stdout') => `${time} ${stream} ${tag} ${text}\n`;

describe('entries', () => {
  test('a line → time, stream, whether it ends, its bytes', () => {
    expect(parseEntry(Buffer.from(`${time} stderr P:x a b `))).toEqual({
      time,
      stream: 'stderr',
      isLast: false,
      content: Buffer.from('a b '),
    });
    expect(parseEntry(Buffer.from(`${time} stdout F`))?.content).toHaveLength(0);
    for (const none of ['', 'x', `${time} stdout`, `${time} other F x`, ' stdout F x'])
      expect(parseEntry(Buffer.from(none)), none).toBeUndefined();
  });

  test('bytes in any pieces → the same entries', () => {
    const text = Buffer.from(`${line('one')}no entry\n${line('tw', 'P')}${line('ö')}`);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const seen: string[] = [];
        const reader = entryReader(({ content }) => seen.push(content.toString()));
        const ends = [...new Set([...cuts, text.length])].toSorted((a, b) => a - b);
        let begin = 0;
        for (const end of ends) {
          reader.take(text.subarray(begin, end));
          begin = end;
        }
        expect(seen).toEqual(['one', 'tw', 'ö']);
      }),
    );
  });
});

describe('the last lines', () => {
  const tail = async (text: string, count: number) => {
    await writeFile(file, text);
    const handle = await open(file);
    try {
      return text.slice(await tailOffset(handle, count));
    } finally {
      await handle.close();
    }
  };
  const [one, two, three] = [line('1'), line('2a', 'P') + line('2b', 'P') + line('2c'), line('3')] as const;

  test.each([
    [0, ''],
    [1, three],
    [2, two + three],
    [3, one + two + three],
    [4, one + two + three],
  ])('%d → parts of a line count for one', async (count, text) => {
    expect(await tail(one + two + three, count)).toBe(text);
  });

  test('a line that is not finished → is a line', async () => {
    expect(await tail(one + two + line('4', 'P'), 1)).toBe(line('4', 'P'));
    expect(await tail(one + two + line('4', 'P'), 2)).toBe(two + line('4', 'P'));
  });

  test('longer than a block, and lines longer than a block → found', async () => {
    const lines = Array.from({ length: 50 }, (_, n) => line(`${n} ${'x'.repeat(n * 5000)}`));
    expect(await tail(lines.join(''), 3)).toBe(lines.slice(-3).join(''));
    expect(await tail(lines.join(''), 49)).toBe(lines.slice(-49).join(''));
  });

  test('empty, not a log → from the beginning', async () => {
    expect(await tail('', 3)).toBe('');
    expect(await tail('no log\nat all', 3)).toBe('no log\nat all');
  });
});

describe('following', () => {
  const follow = () => {
    let text = '';
    let isOver = false;
    let wake = () => {};
    const end = new AbortController();
    const ended = followFile({
      file,
      beginAt: async () => 0,
      take: async (bytes) => {
        text += String(bytes);
        wake();
      },
      onNewFile: () => {
        text += '|';
      },
      isOver: async () => isOver,
      signal: end.signal,
    });
    return {
      ended,
      abort: () => end.abort(),
      finish: () => {
        isOver = true;
      },
      text: () => text,
      until: async (mark: string) => {
        while (!text.includes(mark))
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      },
    };
  };

  test('what is added, rotated, added to the old file meanwhile, truncated → all of it, once', async () => {
    await writeFile(file, 'first.');
    const followed = follow();
    await followed.until('first.');
    await appendFile(file, 'second.');
    await followed.until('second.');
    await rename(file, `${file}.1`);
    await appendFile(`${file}.1`, 'late.');
    await writeFile(file, 'third.');
    await followed.until('third.');
    await truncate(file, 0);
    await followed.until('third.'); // it is not read twice
    await appendFile(file, 'new.');
    await followed.until('new.');
    followed.finish();
    await appendFile(file, 'last.');
    await followed.ended;
    expect(followed.text().replace(/\|(?=new)/, '')).toBe('first.second.late.|third.new.last.');
  });

  test('a file that comes later → read; one that never does → ENOENT, when nobody will make it', async () => {
    const followed = follow();
    await writeFile(file, 'here.');
    await followed.until('here.');
    followed.finish();
    await followed.ended;
    await rm(file);
    const none = follow();
    none.finish();
    await expect(none.ended).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('the signal → ends it', async () => {
    await writeFile(file, 'x');
    const followed = follow();
    await followed.until('x');
    followed.abort();
    await followed.ended;
  });
});
