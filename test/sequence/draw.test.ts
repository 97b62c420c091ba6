import { expect, test } from 'vitest';
import type { Diagram } from '../../src/sequence/diagram.ts';
import { drawDiagram, drawMermaid } from '../../src/sequence/draw.ts';

const diagram: Diagram = {
  lanes: [
    { id: 'k', title: 'kubelet' },
    { id: 'p', title: 'pod:a' },
    { id: 'w', title: 'world' },
  ],
  rows: [
    { margin: ' 1', arrow: { from: 'k', to: 'p', text: 'run' }, notes: [{ lane: 'p', text: 'preparing' }] },
    { margin: ' 2 ◄!', arrow: { from: 'w', to: 'k', text: 'ok', isAnswer: true }, notes: [{ lane: 'w', text: '+ip' }] },
    { arrow: { from: 'p', to: 'p', text: 'it waits' }, notes: [] },
  ],
};

test('lanes, arrows both ways, notes and marks', () => {
  expect(drawDiagram(diagram)).toEqual([
    '       kubelet     pod:a       world',
    ' 1     ├─run──────►│ preparing │',
    ' 2 ◄!  │◄ok╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤ +ip',
    '       │           │ it waits  │',
  ]);
});

test('Mermaid: the same, with what it takes for a sign of its own escaped', () => {
  expect(drawMermaid(diagram)).toEqual([
    'sequenceDiagram',
    '  participant l1 as kubelet',
    '  participant l2 as pod#58;a',
    '  participant l3 as world',
    '  l1->>l2: 1#58; run',
    '  Note over l2: preparing',
    '  l3-->>l1: 2 ◄!#58; ok',
    '  Note over l3: +ip',
    '  Note over l2: it waits',
  ]);
});

test('what would steer a terminal is not in it; what is too long is cut', () => {
  const text = `a\u001b[2J\nb${'x'.repeat(200)}`;
  const lines = drawDiagram({ ...diagram, rows: [{ notes: [], arrow: { from: 'k', to: 'p', text } }] });
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toMatch(/\p{Cc}/u);
  expect(lines[1]).toContain('…');
  expect(lines[1]?.length).toBeLessThan(120);
});

test('a lane that is not there → its arrow and its notes are left out', () => {
  const rows = [{ arrow: { from: 'x', to: 'p', text: 'run' }, notes: [{ lane: 'y', text: 'z' }] }];
  expect(drawDiagram({ ...diagram, rows })[1]).toBe('    │           │           │');
  expect(drawMermaid({ ...diagram, rows })).toHaveLength(4);
});
