/** Steps as text: a diagram for the terminal, or for Mermaid. */
import { type Lane, nameOf, type Step } from './steps.ts';

const timeWidth = 11;
const callWidth = 46;
const laneWidth = 16;

/**
 * Lanes: the client, the runtime, and as many pods and containers as fit; what has none is named in its line.
 * @param width columns of the terminal.
 */
export const drawLines = (steps: readonly Step[], lanes: readonly Lane[], width: number): readonly string[] => {
  const fitting = Math.max(0, Math.floor((width - timeWidth - callWidth) / laneWidth));
  const shown = lanes.slice(0, fitting);
  const alive = new Set<string>();
  const header = `${'seconds'.padStart(timeWidth - 2)}  ${'client'.padEnd(callWidth - 8)}runtime ${shown
    .map((lane) => padded(`${lane.kind === 'pod' ? '▣ ' : '▪ '}${nameOf(lane)}`, laneWidth))
    .join('')}`;
  const rails = (at?: Lane, text = '') =>
    shown
      .map((lane) => {
        if (lane.id === at?.id) return padded(`● ${text}`, laneWidth);
        return padded(alive.has(lane.id) ? '│' : '', laneWidth);
      })
      .join('');
  const lines = steps.map((step) => {
    const time = `${(step.t / 1_000_000).toFixed(3).padStart(timeWidth - 2)}  `;
    switch (step.kind) {
      case 'call':
        return `${time}${arrow(step.text, '├', '►')}${rails()}`;
      case 'answer':
        return `${time}${arrow(step.text, '◄', '┤')}${rails()}`;
      case 'state': {
        const lane = step.lanes[0];
        if (lane === undefined) return time;
        if (step.text === 'removed') alive.delete(lane.id);
        else alive.add(lane.id);
        const isShown = shown.includes(lane);
        const rest = isShown ? rails(lane, step.text) : `${rails()}  ${nameOf(lane)} ● ${step.text}`;
        return `${time}│${' '.repeat(callWidth - 6)}│    ${rest}`;
      }
      case 'fault':
        return `${time}│  ⚡ ${step.text}`;
      case 'folded':
      case 'gap':
        return `${time}│  ${step.text}`;
      default:
        return `${time}${step.text}`;
    }
  });
  return [header, ...lines].map((line) => line.trimEnd());
};

const arrow = (text: string, left: string, right: string): string => {
  const room = callWidth - 8;
  const label = text.length > room ? `${text.slice(0, room - 1)}…` : text;
  return `${left}─${label}${'─'.repeat(room - label.length + 1)}${right}    `.padEnd(callWidth);
};

const padded = (text: string, width: number): string =>
  text.length >= width ? `${text.slice(0, width - 2)}… ` : text.padEnd(width);

/** Source: Mermaid, Sequence diagrams. */
export const drawMermaid = (steps: readonly Step[], lanes: readonly Lane[]): readonly string[] => {
  const names = new Map(lanes.map((lane, index) => [lane.id, `${lane.kind === 'pod' ? 'p' : 'c'}${index + 1}`]));
  const used = new Set(steps.flatMap((step) => (step.kind === 'state' ? step.lanes.map((lane) => lane.id) : [])));
  return [
    'sequenceDiagram',
    '  participant client',
    '  participant runtime',
    ...lanes
      .filter(({ id }) => used.has(id))
      .map((lane) => `  participant ${names.get(lane.id)} as ${escaped(`${lane.kind} ${nameOf(lane)}`)}`),
    ...steps.map((step) => {
      const text = escaped(step.text);
      if (step.kind === 'call') return `  client->>runtime: ${text}`;
      if (step.kind === 'answer') return `  runtime-->>client: ${text}`;
      if (step.kind === 'state') return `  Note over ${names.get(step.lanes[0]?.id ?? '') ?? 'runtime'}: ${text}`;
      return `  Note over client,runtime: ${text}`;
    }),
  ];
};

const escaped = (text: string): string => text.replace(/[#;:<>"%]/g, (sign) => `#${sign.codePointAt(0)};`);
