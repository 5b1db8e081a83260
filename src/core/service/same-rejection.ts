import type { Verdict } from "../frame/verdict.ts";

/** The same rejection for every request that a service has answered. */
export interface SameRejection {
  /** HTTP status of each answer, 300 to 499. */
  readonly status: number;
  /** Number of answers so far, at least 1. */
  readonly answers: number;
}

/**
 * Detects a service that rejects every request in the same way: then the cause is not the frames, but the
 * address, the credentials or the form of the request.
 */
export class SameRejectionDetector {
  #status: number | null = null;
  #answers = 0;
  #isMixed = false;

  /** True if answers have differed, so that no further one matters. */
  get isMixed(): boolean {
    return this.#isMixed;
  }

  /** The common rejection of all answers; `null` if they differed, or there was none yet. */
  get sameRejection(): SameRejection | null {
    const [status, answers] = [this.#status, this.#answers];
    return this.#isMixed || status === null ? null : { status, answers };
  }

  /** Records an attempt. Unreachable, busy and absent services are ignored. */
  record(verdict: Verdict): void {
    if (this.#isMixed || isIgnored(verdict)) return;
    const { kind, status } = verdict;
    const isRejection = kind === "rejected" && status !== null && status >= 300 && status < 500;
    this.#isMixed = !isRejection || (this.#status !== null && this.#status !== status);
    this.#status = status;
    this.#answers += 1;
  }
}

/**
 * Number of equal answers after which every further one is expected to be equal: small enough to lose
 * little time, and more than one bad scene of a video, or one bad folder, usually causes.
 */
export const SAME_REJECTION_THRESHOLD = 20;

const BAD_GATEWAY = 502;

function isIgnored({ kind, status }: Verdict): boolean {
  if (kind === "fileChanged" || kind === "unavailable" || status === null) return true;
  return kind === "transientError" && status === BAD_GATEWAY;
}
