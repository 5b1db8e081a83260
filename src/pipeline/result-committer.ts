import type { EventListener } from "../core/events/run-event.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import type { DeliveredImages } from "../images/delivered-images.ts";
import type { FailedImages } from "../images/failed-images.ts";
import type { FrameStore } from "./frame-store.ts";
import { FramesInFlight } from "./frames-in-flight.ts";
import type { OpenFrameSource } from "./frame-source.ts";
import { unsentResult } from "./previous-outcome.ts";
import { UnresolvedFailures } from "./unresolved-failures.ts";

/** Receivers of an outcome, in this order. */
export interface ResultCommitterParts {
  /** Writes the line of a frame; resolves when the next one may follow. */
  readonly record: (result: FrameResult, frame: Frame) => Promise<void>;
  readonly store: FrameStore;
  readonly failed: FailedImages;
}

/**
 * Commits the outcome of each frame: it writes the result, records it in the ledger, and only then handles
 * the image.
 *
 * Commits come in groups, some tens of milliseconds after the answer, and nobody waits for one: a frame
 * releases its slot with its answer, while at most `MAX_UNCOMMITTED` are being committed.
 */
export class ResultCommitter {
  readonly #parts: ResultCommitterParts;
  readonly #emit: EventListener;
  readonly #onFailure: (error: unknown) => void;
  /** Sources of the frames without outcome. */
  readonly #origins = new Map<Frame, OpenFrameSource>();
  readonly #failures = new UnresolvedFailures();
  readonly inFlight: FramesInFlight = new FramesInFlight();
  #uncommittedCount = 0;
  /** Resolves for all callers that wait for another commit. */
  #nextCommit: PromiseWithResolvers<void> | null = null;

  /** @param onFailure called when an outcome could not be recorded: then sending must stop. */
  constructor(
    parts: ResultCommitterParts,
    emit: EventListener,
    onFailure: (error: unknown) => void,
  ) {
    this.#parts = parts;
    this.#emit = emit;
    this.#onFailure = onFailure;
  }

  /** The frame without outcome that landed first; `null` if there is none. */
  get oldest(): Frame | null {
    return this.#origins.keys().next().value ?? null;
  }

  /** Registers the source of a frame, before its outcome. */
  begin(frame: Frame, from: OpenFrameSource): void {
    this.#origins.set(frame, from);
    this.inFlight.begin(frame);
    from.pending.land();
  }

  /** Commits an outcome; resolves when the next one may follow. */
  readonly commit = async (frame: Frame, result: FrameResult): Promise<void> => {
    await this.#parts.record(result, frame);
    this.#uncommittedCount += 1;
    void this.#store(frame, result).catch(this.#onFailure).then(this.#noteCommit);
    if (this.#uncommittedCount >= MAX_UNCOMMITTED) await this.#oneMoreCommit();
  };

  /**
   * For a frame whose outcome is on record from an earlier run: nothing is written again.
   *
   * @param isWhole true if its file was found to be the delivered one, and may be handled.
   */
  readonly skip = async (frame: Frame, result: FrameResult, isWhole = true): Promise<void> => {
    if (result.outcome === "skipped" && isWhole) await this.#imagesOf(frame)?.afterDelivery(frame);
    this.#end(frame, result, false);
  };

  /** Resolves when everything is on record. */
  async end(): Promise<void> {
    while (this.#uncommittedCount > 0) {
      this.#parts.store.flushNow();
      await this.#oneMoreCommit();
    }
  }

  /** Drops the frames that nobody can send later; to be called after `end`, when no other outcome can come. */
  async dropLeft(): Promise<void> {
    const left = [...this.#origins].filter(
      ([, { frameSource }]) => frameSource.endsWithRun === true,
    );
    for (const [frame] of left) {
      const known = this.#parts.store.find(frame.identity);
      await this.commit(
        frame,
        unsentResult(frame, known, { outcome: "dropped", reason: RUN_ENDED }),
      );
    }
    await this.end();
  }

  /** All waiting callers share a promise: a race of all commits per frame would cost more than sending it. */
  async #oneMoreCommit(): Promise<void> {
    await (this.#nextCommit ??= Promise.withResolvers()).promise;
  }

  readonly #noteCommit = (): void => {
    this.#uncommittedCount -= 1;
    this.#nextCommit?.resolve();
    this.#nextCommit = null;
  };

  async #store(frame: Frame, result: FrameResult): Promise<void> {
    const isSkipped = result.outcome === "skipped";
    const isLeftOut = isSkipped && (frame.flaw !== undefined || result.rule !== undefined);
    const isOutdated = isSkipped && !isLeftOut;
    // A changed file has a new identity, which is about to be examined.
    const { store, failed } = this.#parts;
    const needsCopy = failed.makesCopies && result.outcome === "failed";
    if (!isOutdated) await store.commit(frame, result, needsCopy);
    if (result.outcome === "delivered" || isLeftOut)
      await this.#imagesOf(frame)?.afterDelivery(frame);
    if (result.outcome === "dropped")
      await this.#origins.get(frame)?.frameSource.afterDrop?.(frame);
    if (needsCopy && (await failed.afterFailure(frame, result))) store.recordCopied(frame.identity);
    this.#end(frame, result, isOutdated);
  }

  #imagesOf(frame: Frame): DeliveredImages | undefined {
    return this.#origins.get(frame)?.frameSource.delivered;
  }

  #end(frame: Frame, result: FrameResult, isOutdated: boolean): void {
    const from = this.#origins.get(frame);
    this.#origins.delete(frame);
    this.inFlight.end(frame);
    from?.frameSource.onFinished?.(frame);
    // A frame that was outdated before it was sent has no outcome yet that could replace a failure.
    const withdrawn = isOutdated ? null : this.#failures.replace(frame, result);
    if (withdrawn !== null) this.#emit(withdrawn);
    this.#emit({ type: "frameSettled", result });
    if (isOutdated) from?.frameSource.watcher.lookAgain(frame);
    from?.pending.finish(isOutdated);
  }
}

const MAX_UNCOMMITTED = 1000;
const RUN_ENDED = "the run ended before it was delivered";
