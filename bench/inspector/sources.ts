/** What the page is measured with: a node of 500 pods as it is, one on which a thousand things happen a second, a long recording. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Line, SourceAbout } from '../../src/inspector/stream.ts';
import { journalFormat } from '../../src/journal/format.ts';
import { synthetic } from './synthetic.ts';

export interface BenchSource {
  readonly about: SourceAbout;
  readonly lines: (signal: AbortSignal) => AsyncIterable<string | Uint8Array>;
}

const aboutOf = (id: string, kind: SourceAbout['kind']): SourceAbout => ({
  id,
  kind,
  title: id,
  troubles: [],
  isUnfolded: true,
  hasContexts: false,
  canPlay: false,
});
const text = (line: Line): string => `${JSON.stringify(line)}\n`;
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');

/** Pods with two containers each, and what watches those: 7 actors a pod. Nothing happens. */
export const presentSource = (pods: number): BenchSource => {
  const about = aboutOf('present', 'live');
  const actors = Array.from({ length: pods }, (_, nth) => {
    const pod = `pod:${idOf(`pod ${nth}`)}#1`;
    const containers = [0, 1].flatMap((which) => {
      const a = `${pod}/ctr:${idOf(`container ${nth} ${which}`)}#1`;
      const watch = `${a}/svc:watchTask#1`;
      return [
        { a, m: 'container', p: pod, v: 'alive.running', s: 1000, w: [[watch, 1000]] as const },
        { a: watch, p: a, v: '' },
        { a: `${a}/exec:e${nth}#1`, m: 'exec', p: a, v: 'running', s: 2000 },
      ];
    });
    return [{ a: pod, m: 'sandbox', v: 'ready.withoutInfra', s: 500 }, ...containers];
  }).flat();
  return {
    about,
    lines: async function* (signal) {
      yield text({ k: 'about', about });
      yield text({
        k: 'H',
        format: journalFormat,
        source: 'daemon',
        build: 'bench',
        node: process.version,
        epochMs: Date.now() - 60_000,
        monotonicUs: 0,
        keyId: '',
      });
      yield text({ k: 'C', q: 1, t: 60_000_000, actors });
      yield text({ k: 'live' });
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
  };
};

/** @param records all of it is there at once */
export const recordedSource = (records: number, pods: number): BenchSource => {
  const about = aboutOf('recorded', 'recording');
  return {
    about,
    lines: async function* () {
      yield text({ k: 'about', about });
      yield* synthetic({ records, pods });
      yield text({ k: 'progress', done: 1 });
      yield text({ k: 'live' });
      yield text({ k: 'ended', why: 'the recording ends here' });
    },
  };
};

const tickMs = 50;

/** @param before records that are told at once; then so many a second, until nobody reads */
export const busySource = (before: number, pods: number, perSecond: number): BenchSource => {
  const about = aboutOf('busy', 'live');
  return {
    about,
    lines: async function* (signal) {
      yield text({ k: 'about', about });
      const lines = linesOf(synthetic({ records: 50_000_000, pods }));
      const next = (count: number): string => {
        let all = '';
        for (let nth = 0; nth < count; nth += 1) all += `${lines.next().value ?? ''}\n`;
        return all;
      };
      yield next(before);
      yield text({ k: 'live' });
      for (let told = 0, fromMs = performance.now(); !signal.aborted; await pause(tickMs)) {
        const due = Math.floor(((performance.now() - fromMs) / 1000) * perSecond);
        if (due > told) yield next(due - told);
        told = due;
      }
    },
  };
};

function* linesOf(pieces: Iterable<Uint8Array>): Generator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
