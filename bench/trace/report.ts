/** Traced pods as text: for each call of the client, what the daemon did, when and for how long; medians over all pods. */
import { median, quantile } from '../report/statistics.ts';
import type { Span } from './spans.ts';
import type { CallSpan, TracedPod } from './trace.ts';

export const traceReport = (pods: readonly TracedPod[]): readonly string[] => {
  const [first] = pods;
  if (first === undefined) return ['no pod was traced'];
  const lines = [
    `${pods.length} pods, one after another; medians in ms (from: since the call began, took: duration)`,
    '',
    row(['', 'from', 'took', 'p95']),
  ];
  for (const { step } of first.calls) {
    const each = pods.map((pod) => partOf(pod, step));
    lines.push(row([step, '', ...durations(each.map(({ call }) => call.elapsedMs))]));
    lines.push(...detailsOf(each));
    const covered = each.map(({ call, spans }) => call.elapsedMs - coveredMs(call, spans));
    lines.push(row(['    (in no service: gRPC, charts, waiting for the process)', '', ...durations(covered)]));
  }
  lines.push('', ...totals(pods));
  return lines;
};

interface Part {
  readonly call: CallSpan;
  readonly spans: readonly Span[];
}

/** What began while the call went on. */
const partOf = ({ calls, traced }: TracedPod, step: string): Part => {
  const call = calls.find((one) => one.step === step);
  if (call === undefined) throw new Error(`a pod without ${step}`);
  const endMs = call.startedAtMs + call.elapsedMs;
  const spans = traced.spans.filter(({ startedAtMs }) => startedAtMs >= call.startedAtMs && startedAtMs < endMs);
  return { call, spans };
};

const detailsOf = (parts: readonly Part[]): readonly string[] => {
  const groups = new Map<string, { fromMs: number; tookMs: number; forkMs: number | undefined }[]>();
  for (const { call, spans } of parts)
    for (const { kind, name, startedAtMs, elapsedMs, forkMs } of spans) {
      if (kind === 'store') continue;
      const key = `${kind === 'program' ? '      $ ' : '    '}${name}`;
      const group = groups.get(key) ?? [];
      group.push({ fromMs: startedAtMs - call.startedAtMs, tookMs: elapsedMs, forkMs });
      groups.set(key, group);
    }
  return [...groups]
    .map(([key, group]) => ({
      fromMs: median(group.map(({ fromMs }) => fromMs)),
      line: row([
        `${key}${group.length === parts.length ? '' : ` ×${(group.length / parts.length).toFixed(1)}`}${forkOf(group)}`,
        median(group.map(({ fromMs }) => fromMs)).toFixed(1),
        ...durations(group.map(({ tookMs }) => tookMs)),
      ]),
    }))
    .sort((a, b) => a.fromMs - b.fromMs)
    .map(({ line }) => line);
};

const forkOf = (group: readonly { forkMs: number | undefined }[]): string => {
  const forks = group.flatMap(({ forkMs }) => (forkMs === undefined ? [] : [forkMs]));
  return forks.length === 0 ? '' : ` (fork ${median(forks).toFixed(1)})`;
};

/** How much of the call at least one service was at work. */
const coveredMs = (call: CallSpan, spans: readonly Span[]): number => {
  const endMs = call.startedAtMs + call.elapsedMs;
  let covered = 0;
  let upTo = call.startedAtMs;
  for (const { kind, startedAtMs, elapsedMs } of spans.toSorted((a, b) => a.startedAtMs - b.startedAtMs)) {
    if (kind !== 'service') continue;
    const from = Math.max(startedAtMs, upTo);
    const to = Math.min(startedAtMs + elapsedMs, endMs);
    if (to > from) covered += to - from;
    upTo = Math.max(upTo, to);
  }
  return covered;
};

const totals = (pods: readonly TracedPod[]): readonly string[] => {
  const per = (value: (pod: TracedPod) => number) => durations(pods.map(value));
  const sum = (pod: TracedPod, kind: Span['kind'], of: (span: Span) => number) =>
    pod.traced.spans.filter((span) => span.kind === kind).reduce((total, span) => total + of(span), 0);
  const mean = (value: (pod: TracedPod) => number) =>
    (pods.reduce((t, pod) => t + value(pod), 0) / pods.length).toFixed(1);
  return [
    row(['a pod, all calls', '', ...per(({ calls }) => calls.reduce((total, { elapsedMs }) => total + elapsedMs, 0))]),
    row(['programs started', '', mean((pod) => sum(pod, 'program', () => 1)), '']),
    row(['event loop stood still for forks', '', ...per((pod) => sum(pod, 'program', ({ forkMs = 0 }) => forkMs))]),
    row(['calls of the store', '', mean((pod) => sum(pod, 'store', () => 1)), '']),
    row(['event loop stood still for the store', '', ...per((pod) => sum(pod, 'store', ({ elapsedMs }) => elapsedMs))]),
    row(['CPU of the daemon (mean)', '', mean(({ traced }) => traced.selfCpuMs), '']),
    row(['CPU of its own children (mean; not of monitors)', '', mean(({ traced }) => traced.childrenCpuMs), '']),
  ];
};

const durations = (values: readonly number[]): readonly string[] => [
  median(values).toFixed(1),
  quantile(values, 0.95).toFixed(1),
];

const row = ([name = '', ...cells]: readonly string[]): string =>
  `${name.padEnd(62)}${cells.map((cell) => cell.padStart(9)).join('')}`.trimEnd();
