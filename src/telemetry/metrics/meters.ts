/** The metrics of the catalogue, to be counted and read. prom-client is loaded here, and only when this is called. */
import type { Counter, Gauge, Histogram } from 'prom-client';
import { catalogue, type KeysOf, type LabelsOf, type MetricKey, metrics } from './catalogue.ts';

/** Wrong labels are a type error; a gauge that is set at a scrape is emptied first. */
export interface Meters {
  readonly count: <K extends KeysOf<'counter'>>(key: K, labels: LabelsOf<K>, by?: number) => void;
  readonly observe: <K extends KeysOf<'histogram'>>(key: K, labels: LabelsOf<K>, seconds: number) => void;
  readonly set: <K extends KeysOf<'gauge'>>(key: K, labels: LabelsOf<K>, value: number) => void;
  readonly add: <K extends KeysOf<'gauge'>>(key: K, labels: LabelsOf<K>, by: number) => void;
  /** Forgets all values: what is no more is not shown. */
  readonly empty: (...keys: readonly KeysOf<'counter' | 'gauge'>[]) => void;
  /** Prometheus' text format, version 0.0.4. */
  readonly text: () => Promise<string>;
}

export const openMeters = async (): Promise<Meters> => {
  const prometheus = await import('prom-client');
  const registry = new prometheus.Registry();
  const counters = new Map<MetricKey, Counter>();
  const gauges = new Map<MetricKey, Gauge>();
  const histograms = new Map<MetricKey, Histogram>();
  for (const { key, name, help, type, labels, buckets = [] } of metrics) {
    const options = { name, help, labelNames: labels, registers: [registry] };
    if (type === 'counter') counters.set(key, new prometheus.Counter(options));
    else if (type === 'gauge') gauges.set(key, new prometheus.Gauge(options));
    else histograms.set(key, new prometheus.Histogram({ ...options, buckets: [...buckets] }));
  }
  return {
    count: (key, labels, by = 1) => counters.get(key)?.inc(labels, by),
    observe: (key, labels, seconds) => histograms.get(key)?.observe(labels, seconds),
    set: (key, labels, value) => gauges.get(key)?.set(labels, value),
    add: (key, labels, by) => gauges.get(key)?.inc(labels, by),
    empty: (...keys) => {
      for (const key of keys) {
        const metric = gauges.get(key) ?? counters.get(key);
        if (catalogue[key].labels.length === 0) metric?.remove();
        else metric?.reset();
      }
    },
    text: () => registry.metrics(),
  };
};
