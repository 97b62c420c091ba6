/** `troupe top` over a recording: what stands on a screen of which size, and what keys do. */
import { describe, expect, test } from 'vitest';
import { widthOf } from '../../../src/cli/look/text.ts';
import { factsOf } from '../../../src/cli/top/facts.ts';
import { keysIn } from '../../../src/cli/top/keys.ts';
import { type Paper, screenOf } from '../../../src/cli/top/screen.ts';
import { openTerminal, type TerminalDesk } from '../../../src/cli/top/terminal.ts';
import { firstView, type View, viewAfter } from '../../../src/cli/top/view.ts';
import { openModel } from '../../../src/inspector/model/model.ts';
import { catalogue } from '../../../src/simulation/explore/catalogue.ts';
import { madeRecording } from '../../helpers/made-recording.ts';

const plain = (_: unknown, text: string) => text;
const subject = { title: 'made.journal', kind: 'recording' } as const;

const model = (() => {
  const scenario = catalogue().find(({ name }) => name === 'one life');
  if (scenario === undefined) throw new Error('no such scenario');
  const made = madeRecording(scenario);
  made.rest();
  const opened = openModel();
  opened.open({ id: 's', troubles: [], isUnfolded: true, hasContexts: false, canPlay: false, ...subject });
  opened.feed('s', new TextEncoder().encode(made.text()));
  return opened;
})();
const atQ = (q: number) => model.answer('moment', { source: 's', q })?.row;
const drawn = (q: number, paper: Partial<Paper> = {}, view: View = firstView) =>
  screenOf(factsOf(model, 's', view, atQ(q)), view, subject, {
    columns: undefined,
    rows: undefined,
    paint: plain,
    ...paper,
  });

describe('plain text', () => {
  test('while a network is attached → the request, where it hangs, and the pod', () => {
    const { lines } = drawn(30);
    const text = lines.join('\n');
    expect(lines[0]).toMatch(/^troupe top {2}made\.journal .* run 1 q 30 /);
    expect(text).toMatch(/◐ +sandbox\.run .* a +preparing\.assembling network\.attaching.* attachNetwork /);
    expect(text).toMatch(/◐ +default +a +preparing\.assembling\./);
    expect(lines[1]).toMatch(/^1 pods: ◐ 1 preparing/);
  });
  test('at the end → no pods, and no keys are told', () => {
    const text = drawn(Number.POSITIVE_INFINITY).lines.join('\n');
    expect(text).toContain('no pods');
    expect(text).not.toContain('quit');
  });
});

describe('a screen', () => {
  test.each([
    [24, 80],
    [10, 40],
    [50, 200],
    [30, 120],
    [8, 20],
  ])('%i × %i → exactly filled; nothing is wider than a usual one', (rows, columns) => {
    for (const view of [firstView, { ...firstView, within: 'pod:a#1' }]) {
      const { lines } = drawn(30, { rows, columns }, view);
      expect(lines).toHaveLength(rows);
      if (columns >= 120) for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });
  test('a pod’s actors → the pod, and below it who it has', () => {
    const { lines, actors } = drawn(60, { rows: 24, columns: 120 }, { ...firstView, within: 'pod:a#1' });
    expect(actors[0]).toBe('pod:a#1');
    expect(actors.length).toBeGreaterThan(1);
    expect(lines.join('\n')).toMatch(/▸ .*pod:a#1/);
  });
});

describe('keys', () => {
  test('bytes of a terminal → keys, and nothing of what means nothing', () => {
    expect(keysIn('\u001b[A\u001b[Bq')).toEqual(['up', 'down', 'quit']);
    expect(keysIn('\u001b[5~x\u001b[6~\u001bOA')).toEqual(['page up', 'page down', 'up']);
    expect(keysIn('\u001b[1;5C\u001b')).toEqual(['back']);
    expect(keysIn('\r\u0003')).toEqual(['enter', 'quit']);
  });
  const scene = { actors: ['pod:a#1', 'pod:b#1', 'pod:c#1'], height: 2 };
  test('moving stays within the list', () => {
    expect(viewAfter(firstView, 'up', scene)?.at).toBe(0);
    expect(viewAfter(firstView, 'page down', scene)?.at).toBe(2);
    expect(viewAfter({ ...firstView, at: 2 }, 'down', scene)?.at).toBe(2);
    expect(viewAfter(firstView, 'end', scene)?.at).toBe(2);
    expect(viewAfter(firstView, 'down', { actors: [], height: 2 })?.at).toBe(0);
  });
  test('into a pod and back → the marker is where it was', () => {
    const inside = viewAfter({ ...firstView, at: 1 }, 'enter', scene);
    expect(inside).toMatchObject({ within: 'pod:b#1', at: 0 });
    expect(viewAfter({ ...firstView, ...inside, at: 2 }, 'back', scene)).toMatchObject({ within: undefined, at: 1 });
  });
  test('quit → the end', () => expect(viewAfter(firstView, 'quit', scene)).toBeUndefined());
  test('order and direction', () => {
    expect(viewAfter(firstView, 'order', scene)?.order).toBe('age');
    expect(viewAfter(firstView, 'turn', scene)?.isDescending).toBe(true);
  });
});

describe('a terminal', () => {
  const opened = () => {
    const written: string[] = [];
    const listeners = new Map<string, (data: Buffer) => void>();
    const on = (event: string, heard: (data: Buffer) => void) => listeners.set(event, heard);
    const modes: boolean[] = [];
    const keys: string[] = [];
    const desk = {
      out: { columns: 20, rows: 3, write: (text: string) => written.push(text), on, off: () => undefined },
      keyboard: {
        setRawMode: (isRaw: boolean) => modes.push(isRaw),
        on,
        off: () => undefined,
        resume: () => undefined,
        pause: () => undefined,
      },
      onKey: (key: string) => keys.push(key),
      onResize: () => undefined,
    } as unknown as TerminalDesk;
    const terminal = openTerminal(desk);
    const since = () => written.splice(0).join('');
    return { terminal, since, listeners, modes, keys };
  };

  test('drawn twice → only the lines that changed are written', () => {
    const { terminal, since } = opened();
    since();
    terminal.draw(['one', 'two', 'three']);
    expect(since()).toContain('two');
    terminal.draw(['one', 'zwei', 'three']);
    const second = since();
    expect(second).toContain('\u001b[2;1Hzwei');
    expect(second).not.toContain('one');
    terminal.draw(['one', 'zwei', 'three']);
    expect(since()).toBe('');
  });
  test('resized → all is written again', () => {
    const { terminal, since, listeners } = opened();
    terminal.draw(['one']);
    since();
    listeners.get('resize')?.(Buffer.alloc(0));
    terminal.draw(['one']);
    expect(since()).toContain('one');
  });
  test('closed → as it was before: keyboard, cursor, screen', () => {
    const { terminal, since, modes, listeners, keys } = opened();
    listeners.get('data')?.(Buffer.from('j'));
    expect(keys).toEqual(['down']);
    since();
    terminal.close();
    expect(modes).toEqual([true, false]);
    expect(since()).toBe('\u001b[?7h\u001b[?25h\u001b[?1049l');
  });
});
