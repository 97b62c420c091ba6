/** Metrics as a scraper reads them: strict about the format, so that a test notices what Prometheus would refuse. */

export type Values = ReadonlyMap<string, number>;

const sampleLine = /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)$/;

/** Value by `name{label="value"}`, as written. Throws where a line is not of Prometheus' text format. */
export const readMetrics = (text: string): Values => {
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    const [, family, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (family !== undefined && type !== undefined) {
      if (types.has(family)) throw new Error(`two types: ${line}`);
      types.set(family, type);
      continue;
    }
    const [, name, labels = '', value] = sampleLine.exec(line) ?? [];
    if (name === undefined || Number.isNaN(Number(value?.replace('+Inf', 'Infinity'))))
      throw new Error(`not a sample: ${line}`);
    if (!types.has(name) && types.get(name.replace(/_(bucket|sum|count)$/, '')) !== 'histogram')
      throw new Error(`no type: ${line}`);
    if (values.has(name + labels)) throw new Error(`twice: ${line}`);
    values.set(name + labels, Number(value?.replace('+Inf', 'Infinity')));
  }
  return values;
};
