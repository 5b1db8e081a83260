import type { Verdict } from "../core/frame/verdict.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import { type RequestedWait, cappedWait } from "./retry-after.ts";

/**
 * Adds the wait that the body of an overload answer requests, unless a header does: Google's `RetryInfo` in
 * the details of an error (googleapis, google/rpc/error_details.proto), as `"retryDelay": "12.7s"`; also in
 * a list of errors.
 *
 * @param value JSON of the answer.
 */
export function withRetryInfo(verdict: Verdict, value: unknown): Verdict {
  if (verdict.kind !== "unavailable" || verdict.waitMs !== null || verdict.oddWait !== undefined)
    return verdict;
  const wait = waitIn(value);
  return wait === null ? verdict : { ...verdict, ...wait };
}

function waitIn(value: unknown): RequestedWait | null {
  const [first] = Array.isArray(value) ? listOf(value) : [value];
  const details = listOf(objectOf(objectOf(first)["error"])["details"]).map(objectOf);
  const delay = details.flatMap(({ retryDelay }) => textOf(retryDelay) ?? [])[0];
  if (delay === undefined) return null;
  const [, seconds] = DURATION.exec(delay) ?? [];
  return cappedWait(seconds === undefined ? null : Math.ceil(Number(seconds) * 1000), delay);
}

/** Seconds with up to nine decimals (protobuf, `google.protobuf.Duration` as JSON). */
const DURATION = /^(\d{1,12}(?:\.\d{1,9})?)s$/u;
