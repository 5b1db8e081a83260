import { meaningOf } from "./faults.ts";
import type { SendResult } from "./send-result.ts";

/**
 * Whether a verdict on several frames at once leaves open which of them it is about. They are told
 * apart by sending them in smaller groups.
 */
export function isAboutSome({ verdict, batchPosition }: SendResult): boolean {
  if (batchPosition?.isShared !== true || verdict.kind !== "rejected") return false;
  const { status } = verdict;
  return status === null || !(isRedirect(status) || ABOUT_ALL.has(status));
}

/**
 * Whether a request broke, for which any of its frames may be to blame: to none of them it counts, and
 * each goes alone the next time.
 */
export function isInDoubt({ verdict, fault, batchPosition }: SendResult): boolean {
  return (
    batchPosition?.isShared === true &&
    verdict.kind === "transientError" &&
    meaningOf(fault).isShortage !== true
  );
}

/** Refusals for the address, the method, the credentials or the account (RFC 9110, 15.5). */
const ABOUT_ALL: ReadonlySet<number> = new Set([401, 402, 404, 405, 407, 410, 421, 426, 429]);

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
