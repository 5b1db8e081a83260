import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import { idempotencyKey } from "../../core/frame/idempotency-key.ts";
import { realPath } from "../../core/files/real-path.ts";
import type { FrameRecord } from "../../ledger/frame-record.ts";
import { shortReason } from "../../ledger/short-reason.ts";
import type { OpenRun } from "../../pipeline/dispatch-frames.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import type { Job } from "../jobs/job.ts";
import { type FailureTools, failedFramesOf } from "./failed-frames-of.ts";
import { FailedRecords } from "./failed-records.ts";

/** The run that failed frames are sent again by. */
export interface ResendingRun extends Pick<OpenRun, "add"> {
  /** Its own sources, at least one. */
  readonly frameSources: readonly FrameSource[];
}

/** Sends failed frames of a job again while its run goes on, each as a frame that lands once more. */
export class ResentFailures {
  readonly #job: Pick<Job, "ledger">;
  readonly #tools: FailureTools;
  /** Keys of the frames that are being sent again. */
  readonly #keys = new Set<string>();
  #landedCount = 0;

  constructor(job: Pick<Job, "ledger">, tools: FailureTools) {
    this.#job = job;
    this.#tools = tools;
  }

  /** Number of frames that have landed once more. */
  get landedCount(): number {
    return this.#landedCount;
  }

  /** True for a frame that is being sent again. */
  readonly has = (identity: FrameIdentity): boolean =>
    this.#keys.size > 0 && this.#keys.has(idempotencyKey(identity));

  /**
   * Begins to send frames again that are on record as failed, at most `MAX_RESENT` at a time.
   *
   * @param reason of their failure, as their results have it; `null` for any.
   * @returns their number; 0 also if the run is about to end.
   * @throws FrameferryError `ERR_LEDGER_UNUSABLE`.
   */
  send(reason: string | null, { frameSources, add }: ResendingRun): number {
    const chosen = this.#chosen(reason);
    const records = new FailedRecords(chosen, this.#job.ledger.crops());
    const framesFolder = this.#job.ledger.job()?.framesFolder ?? null;
    const names = new Map(frameSources.map(({ source }) => [realPath(source), source]));
    const [first] = frameSources;
    if (first === undefined) return 0;
    let count = 0;
    for (const source of records.sources) {
      const keys = keysOf(chosen, source);
      const failed = failedFramesOf(source, records, framesFolder, this.#tools);
      const adding = add({
        ...failed,
        identify: (file) => {
          this.#landedCount += 1;
          return failed.identify(file);
        },
        source: framesFolder === null ? (names.get(source) ?? (source || ".")) : first.source,
        delivered: first.delivered,
        isResent: true,
      });
      if (adding === null) return count;
      void this.#holdUntil(adding, keys);
      count += keys.length;
    }
    return count;
  }

  async #holdUntil(ended: Promise<void>, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#keys.add(key);
    await ended;
    for (const key of keys) this.#keys.delete(key);
  }

  #chosen(reason: string | null): readonly FrameRecord[] {
    const only = reason === null ? null : shortReason(reason);
    return this.#job.ledger
      .failures({ only })
      .filter((record) => only === null || record.reason === only)
      .filter(({ idempotencyKey: key }) => !this.#keys.has(key))
      .slice(0, MAX_RESENT);
  }
}

/** So many of them are remembered until they have their outcome. */
const MAX_RESENT = 10_000;

function keysOf(records: readonly FrameRecord[], wanted: string): readonly string[] {
  return records.filter(({ source }) => source === wanted).map((record) => record.idempotencyKey);
}
