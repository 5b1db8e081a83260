import type { FailureWithdrawn } from "../core/events/frame-events.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";

/**
 * Failures of this run that nothing has replaced yet, by file: a file that is completed, rewritten or made
 * readable lands once more, and its next outcome replaces the failure.
 *
 * Only the latest `MAX_REMEMBERED` are kept; an older one stays a failure of this run.
 */
export class UnresolvedFailures {
  readonly #failures = new Map<string, FailureWithdrawn>();

  /** Adds the outcome of a frame. @returns the failure of the same file that it replaces, if any. */
  replace(frame: Frame, result: FrameResult): FailureWithdrawn | null {
    const isFailed = result.outcome === "failed";
    if (!isFailed && this.#failures.size === 0) return null;
    const key = keyOf(frame);
    const previous = this.#failures.get(key) ?? null;
    this.#failures.delete(key);
    if (isFailed) this.#remember(key, result);
    return previous;
  }

  #remember(key: string, { source, frame, service, reason }: FrameResult): void {
    this.#failures.set(key, { type: "failureWithdrawn", source, frame, service, reason });
    if (this.#failures.size <= MAX_REMEMBERED) return;
    for (const oldest of this.#failures.keys()) return void this.#failures.delete(oldest);
  }
}

/** About 20 MB with paths of usual length. */
const MAX_REMEMBERED = 65_536;

function keyOf({ identity: { source, relativePath } }: Frame): string {
  return `${source}\0${relativePath}`;
}
