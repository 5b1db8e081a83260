import type { Verdict } from "./verdict.ts";

/** One and the same refusal, which is all that a service has answered. */
export interface SameRejection {
  /** HTTP status of each answer, 300 to 499. */
  readonly status: number;
  /** Answers so far, at least 1. */
  readonly answers: number;
}

/**
 * Finds out whether a service refuses whatever it is sent in the same way: then not the frames are the
 * cause, but the address, the credentials or the form of the request.
 */
export class FirstAnswers {
  #status: number | null = null;
  #answers = 0;
  #isMixed = false;

  /** Whether it has answered in more than one way, so that no further answer tells anything. */
  get isMixed(): boolean {
    return this.#isMixed;
  }

  /** What it has answered, where that was always the same refusal; `null` where it was not, or nothing yet. */
  get sameRejection(): SameRejection | null {
    const [status, answers] = [this.#status, this.#answers];
    return this.#isMixed || status === null ? null : { status, answers };
  }

  /** Takes note of an attempt. One that found nobody, or a service that is busy or away, tells nothing of it. */
  note(verdict: Verdict): void {
    if (this.#isMixed || isSilent(verdict)) return;
    const { kind, status } = verdict;
    const isRejection = kind === "rejected" && status !== null && status >= 300 && status < 500;
    this.#isMixed = !isRejection || (this.#status !== null && this.#status !== status);
    this.#status = status;
    this.#answers += 1;
  }
}

/**
 * So many of the same answers show that every further one will be the same: few enough to lose little time
 * over, and more than the frames that one bad scene of a video, or one bad folder, brings mostly.
 */
export const TELLING_ANSWERS = 20;

const BAD_GATEWAY = 502;

function isSilent({ kind, status }: Verdict): boolean {
  if (kind === "fileChanged" || kind === "unavailable" || status === null) return true;
  return kind === "transientError" && status === BAD_GATEWAY;
}
