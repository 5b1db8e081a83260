import type { Answer } from "../core/service/answer.ts";
import type { Unavailable } from "../core/frame/verdict.ts";
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
  const value = headers["retry-after-ms"] ?? headers["retry-after"];
  if (value === undefined) return { waitMs: null };
  const waitMs =
    wholeNumber(headers["retry-after-ms"]) ?? parseWaitMs(headers["retry-after"], nowMs);
  return cappedWait(waitMs, String(value));
}

/** Caps a wait at a minute. @param waitMs in milliseconds; `null` if the text is invalid. */
export function cappedWait(waitMs: number | null, text: string): RequestedWait {
  const oddWait = oneLine(text).slice(0, MAX_SHOWN_LENGTH);
  if (waitMs === null) return { waitMs: null, oddWait };
  if (waitMs > MAX_WAIT_MS) return { waitMs: MAX_WAIT_MS, oddWait };
  return { waitMs: waitMs >= 0 ? waitMs : null };
}

function parseWaitMs(value: Answer["headers"][string], nowMs: number): number | null {
  if (typeof value === "string" && HTTP_DATE.test(value)) return Date.parse(value) - nowMs;
  const seconds = wholeNumber(value);
  return seconds === null ? null : seconds * 1000;
}

function wholeNumber(value: Answer["headers"][string]): number | null {
  return typeof value === "string" && /^\d+$/u.test(value) ? Number(value) : null;
}
