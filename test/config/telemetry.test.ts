import { describe, expect, test } from 'vitest';
import { isLoopback, listenAddress } from '../../src/config/listen-address.ts';
import { parseConfig } from '../../src/config/load.ts';
import { metricsSettings, tracingSettings } from '../../src/config/telemetry.ts';
import { FailureError } from '../../src/machines/failure.ts';

const problemsOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    if (error instanceof FailureError) return error.details.problems;
    throw error;
  }
  return [];
};
const parse = (toml: string) => parseConfig(toml, 'troupe.toml');

describe('listenAddress', () => {
  test.each([
    ['127.0.0.1:1338', { host: '127.0.0.1', port: 1338 }, true],
    ['[::1]:0', { host: '::1', port: 0 }, true],
    ['localhost:9', { host: 'localhost', port: 9 }, true],
    ['127.8.8.8:1', { host: '127.8.8.8', port: 1 }, true],
    ['0.0.0.0:1338', { host: '0.0.0.0', port: 1338 }, false],
    ['[::]:1338', { host: '::', port: 1338 }, false],
    ['10.0.0.1:1338', { host: '10.0.0.1', port: 1338 }, false],
  ])('%s → %o', (text, address, isOwn) => {
    expect(listenAddress(text)).toEqual(address);
    expect(isLoopback(listenAddress(text) ?? { host: '', port: 0 })).toBe(isOwn);
  });
  test.each([
    '1338',
    ':1338',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1.evil.example:1',
    '::1:80',
    '[127.0.0.1]:1',
    'node:80',
    '127.1:1',
  ])('%s → not an address', (text) => {
    expect(listenAddress(text)).toBeUndefined();
  });
});

describe('metrics', () => {
  test('nothing written → none', () => {
    expect(metricsSettings(parse(''))).toBeUndefined();
  });
  test('address and socket → both', () => {
    expect(
      metricsSettings(parse('[metrics]\naddress = "127.0.0.1:1338"\nsocket = "/run/m.sock"\ngrpc_histogram = true')),
    ).toEqual({
      address: { host: '127.0.0.1', port: 1338 },
      socketPath: '/run/m.sock',
      hasGrpcHistogram: true,
    });
  });
  test('an address that is not loopback → refused with its line, unless it is allowed', () => {
    expect(problemsOf(() => parse('[metrics]\naddress = "0.0.0.0:1338"'))).toEqual([
      'line 2: metrics.address: is not loopback: whoever reaches it could read it; set allow_remote = true if you want that',
    ]);
    expect(metricsSettings(parse('[metrics]\naddress = "0.0.0.0:1338"\nallow_remote = true'))?.address?.host).toBe(
      '0.0.0.0',
    );
  });
  test('mistakes → each with its line', () => {
    const socket = `/${'s'.repeat(107)}`;
    expect(
      problemsOf(() => parse(`[metrics]\naddress = "1338"\nsocket = "${socket}"\n[otlp]\nendpoint = "collector:4318"`)),
    ).toEqual([
      'line 2: metrics.address: must be an IP address and a port, such as 127.0.0.1:1338 or [::1]:1338',
      'line 3: metrics.socket: a path of a unix socket has at most 107 bytes',
      'line 5: otlp.endpoint: must be a URL with http or https, such as http://127.0.0.1:4318',
    ]);
  });
});

describe('tracing', () => {
  const configured = parse('[otlp]\nendpoint = "http://collector:4318/base"\n[tracing]\nsampling_ratio = 0.25');
  test('nothing said → none', () => {
    expect(tracingSettings(parse(''), {})).toBeUndefined();
  });
  test('the file → its endpoint with the path of traces', () => {
    expect(tracingSettings(configured, {})).toEqual({
      url: 'http://collector:4318/base/v1/traces',
      serviceName: 'troupe',
      sampler: { ratio: 0.25, follows: true },
      limits: { delayMs: 5000, queue: 2048 },
    });
  });
  test('the environment → goes before the file', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://other:4318/',
      OTEL_SERVICE_NAME: 'node-runtime',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.5',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_BSP_MAX_QUEUE_SIZE: '10',
    };
    expect(tracingSettings(configured, environment)).toEqual({
      url: 'https://other:4318/v1/traces',
      serviceName: 'node-runtime',
      sampler: { ratio: 0.5, follows: false },
      limits: { delayMs: 100, queue: 10 },
    });
    const whole = { ...environment, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://third/x' };
    expect(tracingSettings(configured, whole)?.url).toBe('http://third/x');
  });
  test.each([[{ OTEL_SDK_DISABLED: 'true' }], [{ OTEL_TRACES_EXPORTER: 'none' }]])(
    '%o → none, whatever the file says',
    (environment) => {
      expect(tracingSettings(configured, environment)).toBeUndefined();
    },
  );
  test.each([
    ['always_on', { ratio: 1, follows: false }],
    ['always_off', { ratio: 0, follows: false }],
    ['parentbased_always_on', { ratio: 1, follows: true }],
    ['parentbased_always_off', { ratio: 0, follows: true }],
    ['parentbased_traceidratio', { ratio: 1, follows: true }],
  ])('sampler %s → %o', (name, sampler) => {
    expect(tracingSettings(configured, { OTEL_TRACES_SAMPLER: name })?.sampler).toEqual(sampler);
  });
  test.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_BSP_MAX_QUEUE_SIZE: '0' },
    { OTEL_BSP_SCHEDULE_DELAY: 'soon' },
    { OTEL_TRACES_SAMPLER: 'sometimes' },
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'often' },
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' },
  ])('%o → refused by name', (environment) => {
    const [problem] = problemsOf(() => tracingSettings(configured, environment)) as readonly string[];
    expect(problem).toMatch(/^OTEL_\S+ must be /);
  });
});
