/**
 * `node --expose-gc bench/inspector/model.ts [RECORDS] [PODS]`: how fast records come into the model of the inspector, what
 * memory they take, and how long each answer takes at moments of chance. Times are of this thread's processor.
 */
import { openModel } from '../../src/inspector/model/model.ts';
import type { AskOf, Question } from '../../src/inspector/model/questions.ts';
import { synthetic } from './synthetic.ts';

const records = Number(process.argv[2] ?? 1_000_000);
const pods = Number(process.argv[3] ?? 500);
const rounds = 100;
/** ms of this thread's processor: others on the machine do not count. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

globalThis.gc?.();
const before = process.memoryUsage();

const model = openModel();
const source = 's';
model.open({
  id: source,
  kind: 'recording',
  title: 'synthetic',
  troubles: [],
  isUnfolded: true,
  hasContexts: true,
  canPlay: false,
});
let longest = 0;
let tookMs = 0;
let bytes = 0;
for (const piece of synthetic({ records, pods })) {
  const from = cpuMs();
  model.feed(source, piece);
  const its = cpuMs() - from;
  tookMs += its;
  longest = Math.max(longest, its);
  bytes += piece.length;
}
model.end(source);
globalThis.gc?.();
const after = process.memoryUsage();
const mib = (from: number, to: number) => `${Math.round((to - from) / 2 ** 20)} MiB`;

const { rows, last } = model.answer('about', { source });
console.log(`${rows} records, ${Math.round(bytes / rows)} bytes each, ${pods} pods at a time, Node ${process.version}`);
console.log(
  `ingestion: ${Math.round(rows / (tookMs / 1000)).toLocaleString('en')} records/s; a piece of 64 KiB at most ${longest.toFixed(1)} ms`,
);
console.log(
  `memory: heap ${mib(before.heapUsed, after.heapUsed)}, array buffers ${mib(before.arrayBuffers, after.arrayBuffers)}\n`,
);

let seed = 1;
const chance = (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const anyRow = () => Math.floor(chance() * rows);
const anyPod = (at: number): string => {
  const page = {
    source,
    at,
    filter: '',
    order: 'age',
    isDescending: true,
    offset: Math.floor(chance() * pods),
    limit: 1,
  } as const;
  return model.answer('pods', page).rows[0]?.actor ?? '';
};

const asks: readonly (readonly [string, (at: number) => () => unknown])[] = (
  [
    ['overview', 'overview', (at) => ({ at })],
    ['pods', 'pods', (at) => ({ at, filter: '', order: 'name', isDescending: false, offset: 0, limit: 50 })],
    [
      'pods, filtered',
      'pods',
      (at) => ({ at, filter: 'state:running age>1s', order: 'age', isDescending: true, offset: 0, limit: 50 }),
    ],
    ['tree', 'tree', (at) => ({ at, limit: 200 })],
    ['tree of a pod', 'tree', (at) => ({ at, limit: 200, below: anyPod(at) })],
    ['actor', 'actor', (at) => ({ at, actor: anyPod(at) })],
    ['why', 'why', (at) => ({ at, actor: anyPod(at) })],
    ['state', 'state', (at) => ({ at, actor: anyPod(at) })],
    ['ledger', 'ledger', (at) => ({ at, actor: anyPod(at) })],
    ['timeline', 'timeline', (at) => ({ at, actor: anyPod(at) })],
    ['sequence', 'sequence', (at) => ({ at, actors: [anyPod(at)], limit: 200, hasAll: false })],
    ['moment by time', 'moment', (at) => ({ us: (last?.us ?? 0) * (at / rows) })],
    ['step by input', 'step', (at) => ({ at, by: 'input', count: 1 })],
    ['step by transition of a pod', 'step', (at) => ({ at, by: 'transition', count: 1, actor: anyPod(at) })],
    ['density', 'density', () => ({ parts: 800 })],
    ['density of a pod', 'density', (at) => ({ parts: 800, actor: anyPod(at) })],
    ['record', 'record', (at) => ({ row: at })],
    ['journal, all', 'journal', (at) => ({ query: '', offset: at, limit: 50, parts: 400 })],
    [
      'journal, one actor (new each time)',
      'journal',
      (at) => ({ query: `actor:${anyPod(at)}/*`, offset: 0, limit: 50, parts: 400 }),
    ],
    [
      'journal, a type (again)',
      'journal',
      () => ({ query: 'kind:input type:sandbox.stop', offset: 0, limit: 50, parts: 400 }),
    ],
    [
      'journal, del-while-adding (new each time)',
      'journal',
      (at) => ({ query: `q:..${at}`, saved: 'del-while-adding', offset: 0, limit: 50, parts: 400 }),
    ],
    [
      'journal, a word (new each time)',
      'journal',
      (at) => ({ query: `"word ${at}"`, offset: 0, limit: 50, parts: 400 }),
    ],
    ['coverage', 'coverage', () => ({})],
  ] satisfies [string, Question, (at: number) => object][]
).map(([name, question, args]) => [
  name,
  (at) => {
    const ask = { source, ...args(at) } as unknown as AskOf<typeof question>;
    return () => model.answer(question, ask);
  },
]);

console.log('| answer | median, ms | p95 | worst | first |\n|---|--:|--:|--:|--:|');
for (const [name, prepare] of asks) {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const answer = prepare(anyRow());
    const from = cpuMs();
    answer();
    took.push(cpuMs() - from);
  }
  const first = took[0] ?? 0;
  took.sort((a, b) => a - b);
  const at = (part: number) => (took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? 0).toFixed(2);
  console.log(`| ${name} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${first.toFixed(2)} |`);
}
