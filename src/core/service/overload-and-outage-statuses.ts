/**
 * Statuses of a service that cannot take more now: 408, 429, 503 and 504 (RFC 9110, RFC 6585), 524, with
 * which Cloudflare gives up a slow origin (Cloudflare, "Error 524"), and 529, `overloaded_error` (Anthropic
 * API, "Errors").
 */
export const OVERLOAD_STATUSES: ReadonlySet<number> = new Set([408, 429, 503, 504, 524, 529]);

/**
 * Statuses of a proxy whose service is gone: 502 (RFC 9110), and those of Cloudflare for an origin that
 * speaks no HTTP, refuses, cannot be reached, fails in TLS, or has no address or tunnel (Cloudflare,
 * "Cloudflare 5xx errors": 520 to 523, 525, 526, 530).
 */
export const OUTAGE_STATUSES: ReadonlySet<number> = new Set([
  502, 520, 521, 522, 523, 525, 526, 530,
]);
