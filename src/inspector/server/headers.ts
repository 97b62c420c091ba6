/** What every answer tells the browser: nothing from elsewhere, nothing inline, nobody around, nothing kept. */

/**
 * The page's content security policy. A worker has the policy of its own answer, which is the same. `trusted-types` allows the
 * one policy that names the worker's address (`page/origin.ts`), and no other.
 */
export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types troupe',
].join('; ');

/** Of all answers, refusals too. There are no CORS headers, ever. */
export const headers: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-store',
};
