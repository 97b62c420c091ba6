/** Traffic limits from a pod's annotations. Source: Kubernetes, annotations `kubernetes.io/ingress-bandwidth` and `…egress…`. */
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';

/** In bits per second and bits; only the directions that have a limit. */
export const bandwidthOf = (annotations: Readonly<Record<string, string>>): JsonObject | undefined => {
  const ingressRate = rateOf(annotations, 'kubernetes.io/ingress-bandwidth');
  const egressRate = rateOf(annotations, 'kubernetes.io/egress-bandwidth');
  if (ingressRate === undefined && egressRate === undefined) return undefined;
  return {
    ...(ingressRate === undefined ? {} : { ingressRate, ingressBurst: largestBurst }),
    ...(egressRate === undefined ? {} : { egressRate, egressBurst: largestBurst }),
  };
};

/** The largest that the bandwidth plugin takes: the kubelet has no annotation for bursts. */
const largestBurst = 2 ** 32 - 1;
const leastRate = 1e3;
const largestRate = 1e15;

/**
 * A Kubernetes quantity (`10M`, `1.5Gi`, `2e6`) as a whole number, rounded up.
 *
 * @returns undefined where it is not a quantity.
 */
export const quantityOf = (text: string): number | undefined => {
  const [, number, suffix = ''] =
    /^\+?(\d+(?:\.\d*)?|\.\d+)(n|u|m|k|M|G|T|P|E|[KMGTPE]i|[eE][+-]?\d{1,2})?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  // Powers of ten below one are divisions: a factor of 1e-3 is not exact, and 1000m must be 1.
  const divisor = { n: 1e9, u: 1e6, m: 1e3 }[suffix];
  if (divisor !== undefined) return Math.ceil(Number(number) / divisor);
  if (/\d$/.test(suffix)) return Math.ceil(Number(`${number}${suffix}`));
  return Math.ceil(Number(number) * (factors[suffix] ?? 1));
};

const factors: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const rateOf = (annotations: Readonly<Record<string, string>>, key: string): number | undefined => {
  const text = annotations[key];
  if (text === undefined) return undefined;
  const rate = quantityOf(text.trim());
  if (rate === undefined || rate < leastRate || rate > largestRate)
    throw new FailureError('RequestInvalid', { field: `annotations[${key}]`, reason: 'not a quantity from 1k to 1P' });
  return rate;
};
