import type { Answer } from "../core/answer.ts";

const LONGEST_WAIT_MS = 60_000;
const HTTP_DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/u;

/**
 * The pause that an answer asks for, in milliseconds and capped: `Retry-After-Ms` (OpenAI), or
 * `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); `null` if absent or senseless.
 */
export function retryAfterMs({ headers }: Answer, nowMs: number): number | null {
  const waitMs = wholeNumber(headers["retry-after-ms"]) ?? pauseMs(headers["retry-after"], nowMs);
  return waitMs !== null && waitMs >= 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : null;
}

function pauseMs(given: Answer["headers"][string], nowMs: number): number | null {
  if (typeof given === "string" && HTTP_DATE.test(given)) return Date.parse(given) - nowMs;
  const seconds = wholeNumber(given);
  return seconds === null ? null : seconds * 1000;
}

function wholeNumber(given: Answer["headers"][string]): number | null {
  return typeof given === "string" && /^\d+$/u.test(given) ? Number(given) : null;
}
