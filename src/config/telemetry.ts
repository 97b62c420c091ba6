/** What the sections about metrics and traces say together, and with the standard OTEL_ variables of the environment. */
import { FailureError } from '../machines/failure.ts';
import { isLoopback, type ListenAddress, listenAddress } from './listen-address.ts';
import type { Config } from './schema.ts';

export interface MetricsSettings {
  readonly address: ListenAddress | undefined;
  readonly socketPath: string | undefined;
  readonly hasGrpcHistogram: boolean;
}

/** Undefined: there are none. */
export const metricsSettings = ({ metrics }: Config): MetricsSettings | undefined => {
  const address = metrics.address === '' ? undefined : listenAddress(metrics.address);
  const socketPath = metrics.socket === '' ? undefined : metrics.socket;
  if (address === undefined && socketPath === undefined) return undefined;
  return { address, socketPath, hasGrpcHistogram: metrics.grpcHistogram };
};

/** Which requests are traced. `follows`: a client that has decided decides for us. */
export interface SamplerSettings {
  readonly ratio: number;
  readonly follows: boolean;
}
export interface TracingSettings {
  /** Whole URL to post to. */
  readonly url: string;
  readonly serviceName: string;
  readonly sampler: SamplerSettings;
  /** Between two batches; and how many spans wait at most. */
  readonly limits: { readonly delayMs: number; readonly queue: number };
}

/**
 * Undefined: nothing is traced. The environment goes before the file, for a unit's drop-in can set it.
 * Source: OpenTelemetry specification, "Environment Variables" and "OTLP Exporter Configuration".
 * @throws FailureError ConfigInvalid {file, problems}
 */
export const tracingSettings = (config: Config, environment = process.env): TracingSettings | undefined => {
  const value = (name: string) => environment[name]?.trim() ?? '';
  if (value('OTEL_SDK_DISABLED').toLowerCase() === 'true' || value('OTEL_TRACES_EXPORTER') === 'none') return undefined;
  const whole = value('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const base = value('OTEL_EXPORTER_OTLP_ENDPOINT') || config.otlp.endpoint;
  if (whole === '' && base === '') return undefined;
  const url = whole === '' ? tracesUrl(base) : urlOf(whole);
  if (url === undefined) throw invalid(`OTEL_EXPORTER_OTLP_(TRACES_)ENDPOINT must be a URL with http or https`);
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'])
    if (!['', 'http/protobuf'].includes(value(name))) throw invalid(`${name} must be http/protobuf`);
  const count = (name: string, standard: number): number => {
    const written = value(name);
    if (!/^\d{0,6}$/.test(written) || written === '0') throw invalid(`${name} must be a number from 1 to 999999`);
    return written === '' ? standard : Number(written);
  };
  return {
    url,
    limits: { delayMs: count('OTEL_BSP_SCHEDULE_DELAY', 5000), queue: count('OTEL_BSP_MAX_QUEUE_SIZE', 2048) },
    serviceName: value('OTEL_SERVICE_NAME') || config.tracing.serviceName,
    sampler: samplerOf(value('OTEL_TRACES_SAMPLER'), value('OTEL_TRACES_SAMPLER_ARG'), config.tracing.samplingRatio),
  };
};

const samplerOf = (name: string, argument: string, configured: number): SamplerSettings => {
  if (name === '') return { ratio: configured, follows: true };
  const follows = name.startsWith('parentbased_');
  const kind = follows ? name.slice('parentbased_'.length) : name;
  if (kind === 'always_on') return { ratio: 1, follows };
  if (kind === 'always_off') return { ratio: 0, follows };
  if (kind !== 'traceidratio')
    throw invalid(
      'OTEL_TRACES_SAMPLER must be always_on, always_off, traceidratio, or one of these after parentbased_',
    );
  const ratio = argument === '' ? 1 : Number(argument);
  if (!(ratio >= 0 && ratio <= 1)) throw invalid('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  return { ratio, follows };
};

const invalid = (problem: string) => new FailureError('ConfigInvalid', { file: 'environment', problems: [problem] });

const urlOf = (text: string): string | undefined => {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.host !== '' ? url.href : undefined;
};
const tracesUrl = (base: string): string | undefined => {
  const url = urlOf(base);
  return url === undefined ? undefined : new URL('v1/traces', url.endsWith('/') ? url : `${url}/`).href;
};

interface Problem {
  readonly line: number | undefined;
  readonly message: string;
}
/** What no single setting of these sections shows. */
export const telemetryProblems = (
  { metrics, otlp }: Config,
  lineOf: (path: readonly string[]) => number | undefined,
): readonly Problem[] => {
  const problems: Problem[] = [];
  const say = (section: string, key: string, message: string) =>
    problems.push({ line: lineOf([section, key]), message: `${section}.${key}: ${message}` });
  const address = listenAddress(metrics.address);
  if (metrics.address !== '' && address === undefined)
    say('metrics', 'address', 'must be an IP address and a port, such as 127.0.0.1:1338 or [::1]:1338');
  if (address !== undefined && !isLoopback(address) && !metrics.allowRemote)
    say(
      'metrics',
      'address',
      'is not loopback: whoever reaches it could read it; set allow_remote = true if you want that',
    );
  if (Buffer.byteLength(metrics.socket) > 107)
    say('metrics', 'socket', 'a path of a unix socket has at most 107 bytes');
  if (otlp.endpoint !== '' && tracesUrl(otlp.endpoint) === undefined)
    say('otlp', 'endpoint', 'must be a URL with http or https, such as http://127.0.0.1:4318');
  return problems;
};
