/** What the daemon's own process takes. Between scrapes: the collector's pauses, and a timer twice a second. */
import { readdirSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import type { Meters } from './meters.ts';

export interface ProcessMeter {
  readonly sample: () => void;
  readonly close: () => void;
}

const periodMs = 500;
/** Source: Node.js, perf_hooks, constants.NODE_PERFORMANCE_GC_*. */
const kinds: Readonly<Record<number, string>> = { 1: 'minor', 4: 'major', 8: 'incremental', 16: 'weak_callbacks' };

export const openProcessMeter = (meters: Meters): ProcessMeter => {
  const collections = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail, duration } = entry as ReturnType<typeof list.getEntries>[number] & {
        readonly detail?: { readonly kind?: number };
      };
      const kind = detail?.kind ?? 0;
      meters.observe('gcDuration', { kind: kinds[kind] ?? 'other' }, duration / 1000);
    }
  });
  collections.observe({ entryTypes: ['gc'] });
  let dueAtMs = performance.now() + periodMs;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    meters.observe('eventLoopDelay', {}, Math.max(0, nowMs - dueAtMs) / 1000);
    dueAtMs = nowMs + periodMs;
  }, periodMs).unref();

  return {
    sample: () => {
      const { heapTotal, heapUsed, rss } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      meters.set('heapTotal', {}, heapTotal);
      meters.set('heapUsed', {}, heapUsed);
      meters.set('residentMemory', {}, rss);
      meters.set('startTime', {}, performance.timeOrigin / 1000);
      meters.empty('cpu');
      meters.count('cpu', {}, (user + system) / 1e6);
      meters.set('openFds', {}, readdirSync('/proc/self/fd').length - 1); // without the one of this look
    },
    close: () => {
      collections.disconnect();
      clearInterval(timer);
    },
  };
};
