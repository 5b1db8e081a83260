import { meaningOf } from "./faults.ts";
import type { SendResult } from "./send-result.ts";

/**
 * True if a batch has to be sent in smaller ones: it was rejected as a whole, which leaves open for
 * which of its frames.
 */
export function needsSplit({ verdict, batchPosition }: SendResult): boolean {
  if (batchPosition?.isShared !== true || verdict.kind !== "rejected") return false;
  const { status } = verdict;
  return status === null || !(isRedirect(status) || STATUSES_ABOUT_ALL.has(status));
}

/**
 * True if each frame of a batch goes alone the next time: its request broke, any of them may be to
 * blame, and the attempt counts to none.
 */
export function needsIsolation({ verdict, fault, batchPosition }: SendResult): boolean {
  return (
    batchPosition?.isShared === true &&
    verdict.kind === "transientError" &&
    meaningOf(fault).isShortage !== true
  );
}

/** Rejections for the address, the method, the credentials or the account (RFC 9110, 15.5). */
const STATUSES_ABOUT_ALL: ReadonlySet<number> = new Set([
  401, 402, 404, 405, 407, 410, 421, 426, 429,
]);

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
