/** The deadline that a client gives a call. Source: gRPC over HTTP/2, Timeout. */

const unitsMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/** @param header `20S`, `119999m`. @returns ms; undefined where there is none, or none that means anything. */
export const timeoutMsIn = (header: string | undefined): number | undefined => {
  const parts = /^(\d{1,8})([HMSmun])$/.exec(header ?? '');
  const unit = unitsMs[parts?.[2] ?? ''];
  return parts === null || unit === undefined ? undefined : Number(parts[1]) * unit;
};
