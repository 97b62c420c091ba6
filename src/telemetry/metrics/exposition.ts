/**
 * The answer to a scrape: Prometheus' text format, or OpenMetrics for who asks for it.
 * Source: Prometheus, "Exposition formats"; OpenMetrics 1.0.0; RFC 9110, Accept.
 */
import { metrics } from './catalogue.ts';

export type Format = 'prometheus' | 'openmetrics';

export const contentTypes = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const satisfies Record<Format, string>;

/** OpenMetrics only where it is wanted at least as much as plain text. */
export const formatFor = (accept: string | undefined): Format => {
  const wishes = (accept ?? '').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const version = parameters.find((parameter) => parameter.startsWith('version='))?.slice('version='.length);
    return { type, version, quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  const best = (fits: (wish: (typeof wishes)[number]) => boolean) =>
    Math.max(0, ...wishes.filter(fits).map(({ quality }) => quality));
  const open = best(
    ({ type, version = '1.0.0' }) => type === 'application/openmetrics-text' && ['0.0.1', '1.0.0'].includes(version),
  );
  const plain = best(({ type }) => ['text/plain', 'text/*', '*/*'].includes(type));
  return open > 0 && open >= plain ? 'openmetrics' : 'prometheus';
};

/** Of OpenMetrics a counter's family has no `_total`, only its samples have; and the end is marked. */
export const toOpenMetrics = (text: string): string => {
  const lines = text.split('\n').filter((line) => line !== '');
  return `${lines.map(withoutTotal).join('\n')}\n# EOF\n`;
};

const counters = new Set<string>(metrics.filter(({ type }) => type === 'counter').map(({ name }) => name));

const withoutTotal = (line: string): string => {
  const [, keyword, name = '', rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
  return keyword !== undefined && counters.has(name) ? `# ${keyword} ${name.replace(/_total$/, '')} ${rest}` : line;
};
