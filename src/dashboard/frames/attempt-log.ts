import type { RequestEnded } from "../../core/events/frame-events.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { AttemptMade } from "../frame-data.ts";

/** The attempts of frames that needed several, as long as the frames are under way. */
export class AttemptLog {
  readonly #attempts = new WeakMap<Frame, AttemptMade[]>();

  record({ frame, service, verdict, latencyMs }: RequestEnded): void {
    if (verdict === null) return;
    const attempts = this.#attempts.get(frame) ?? [];
    this.#attempts.set(frame, attempts);
    if (attempts.length >= MAX_ATTEMPTS) attempts.shift();
    const reason = verdict.kind === "accepted" ? null : verdict.reason.slice(0, MAX_REASON_LENGTH);
    const { status, kind: outcome } = verdict;
    attempts.push({ atMs: Date.now(), service, status, latencyMs, outcome, reason });
  }

  of(frame: Frame): readonly AttemptMade[] {
    return this.#attempts.get(frame) ?? [];
  }
}

const MAX_ATTEMPTS = 20;
const MAX_REASON_LENGTH = 500;
