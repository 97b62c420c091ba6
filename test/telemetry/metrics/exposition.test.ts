import { describe, expect, test } from 'vitest';
import { formatFor, toOpenMetrics } from '../../../src/telemetry/metrics/exposition.ts';
import { openMeters } from '../../../src/telemetry/metrics/meters.ts';

describe('formatFor', () => {
  test.each([
    [undefined, 'prometheus'],
    ['', 'prometheus'],
    ['*/*', 'prometheus'],
    ['text/html, */*;q=0.8', 'prometheus'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1', 'openmetrics'],
    ['application/openmetrics-text;version=1.0.0;q=0.2,text/plain;q=0.9', 'prometheus'],
    ['application/openmetrics-text;version=9.0.0', 'prometheus'],
    ['application/openmetrics-text;q=0', 'prometheus'],
    ['application/openmetrics-text;q=nonsense', 'prometheus'],
  ])('%s → %s', (accept, format) => {
    expect(formatFor(accept)).toBe(format);
  });
});

test('toOpenMetrics → families of counters without _total, their samples with it, and the end', async () => {
  const meters = await openMeters();
  meters.count('pulledLayers', {}, 3);
  meters.set('images', {}, 2);
  const text = toOpenMetrics(await meters.text());
  expect(text).toContain('# TYPE troupe_image_pulled_layers counter\ntroupe_image_pulled_layers_total 3\n');
  expect(text).toContain('# TYPE troupe_images gauge\ntroupe_images 2\n');
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  expect(text).not.toContain('\n\n');
  const again = await meters.text();
  expect(again).toContain('# TYPE troupe_image_pulled_layers_total counter');
});
