import type { Answer } from "../core/answer.ts";
import type { Unavailable } from "../core/verdict.ts";
import { oneLine } from "./one-line.ts";

/** Wait that an answer requests, and its text if it is odd. */
export type RequestedWait = Pick<Unavailable, "waitMs" | "oddWait">;

const MAX_WAIT_MS = 60_000;
const MAX_SHOWN_LENGTH = 40;
const HTTP_DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/u;

/**
 * Wait that an answer requests, in milliseconds and capped: `Retry-After-Ms` (OpenAI), or `Retry-After` in
 * seconds or as a date (RFC 9110, 10.2.3); `null` if absent or invalid.
 */
export function requestedWait({ headers }: Answer, nowMs: number): RequestedWait {
  const given = headers["retry-after-ms"] ?? headers["retry-after"];
  if (given === undefined) return { waitMs: null };
  const waitMs =
    wholeNumber(headers["retry-after-ms"]) ?? parseWaitMs(headers["retry-after"], nowMs);
  return cappedWait(waitMs, String(given));
}

/** Caps a wait at a minute. @param waitMs in milliseconds; `null` if the text is invalid. */
export function cappedWait(waitMs: number | null, given: string): RequestedWait {
  const oddWait = oneLine(given).slice(0, MAX_SHOWN_LENGTH);
  if (waitMs === null) return { waitMs: null, oddWait };
  if (waitMs > MAX_WAIT_MS) return { waitMs: MAX_WAIT_MS, oddWait };
  return { waitMs: waitMs >= 0 ? waitMs : null };
}

function parseWaitMs(given: Answer["headers"][string], nowMs: number): number | null {
  if (typeof given === "string" && HTTP_DATE.test(given)) return Date.parse(given) - nowMs;
  const seconds = wholeNumber(given);
  return seconds === null ? null : seconds * 1000;
}

function wholeNumber(given: Answer["headers"][string]): number | null {
  return typeof given === "string" && /^\d+$/u.test(given) ? Number(given) : null;
}
