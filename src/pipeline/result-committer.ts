import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import type { DeliveredImages } from "../images/delivered-images.ts";
import type { FailedImages } from "../images/failed-images.ts";
import type { FrameStore } from "./frame-store.ts";
import { FramesInFlight } from "./frames-in-flight.ts";
import type { OpenFrameSource } from "./frame-source.ts";
import { StandingFailures } from "./standing-failures.ts";

/** What a final word is told to, in this order. */
export interface ResultCommitterParts {
  /** Writes the line of a frame; resolves when there is room for the next. */
  readonly record: (result: FrameResult) => Promise<void>;
  readonly memory: FrameStore;
  readonly failed: FailedImages;
}

/**
 * Takes the final word on each frame: into the results, onto the ledger, and only then away with the
 * image, or aside with a copy of it.
 *
 * Commits come in groups, some tens of milliseconds after the answer, and nobody waits for one: a
 * frame gives its slot back with its answer, while at most `MAX_UNCOMMITTED` are on their way.
 */
export class ResultCommitter {
  readonly #parts: ResultCommitterParts;
  readonly #emit: EventListener;
  readonly #onFailure: (error: unknown) => void;
  /** Where the frames without a final word came from. */
  readonly #origins = new Map<Frame, OpenFrameSource>();
  readonly #failures = new StandingFailures();
  readonly underWay: FramesInFlight = new FramesInFlight();
  #uncommittedCount = 0;
  /** For those who wait until one more is on record. */
  #nextCommit: PromiseWithResolvers<void> | null = null;

  /** @param onFailure is told when a final word could not be put on record: then sending must stop. */
  constructor(
    parts: ResultCommitterParts,
    emit: EventListener,
    onFailure: (error: unknown) => void,
  ) {
    this.#parts = parts;
    this.#emit = emit;
    this.#onFailure = onFailure;
  }

  /** Says where a frame came from, before it is settled. */
  begin(frame: Frame, from: OpenFrameSource): void {
    this.#origins.set(frame, from);
    this.underWay.begin(frame);
    from.unsettled.land();
  }

  /** Resolves when the next one may come. */
  readonly settle = async (frame: Frame, result: FrameResult): Promise<void> => {
    await this.#parts.record(result);
    this.#uncommittedCount += 1;
    void this.#commit(frame, result).catch(this.#onFailure).then(this.#noteCommit);
    if (this.#uncommittedCount >= MAX_UNCOMMITTED) await this.#oneMoreCommit();
  };

  /**
   * For a frame whose final word an earlier run has put on record: nothing is written again.
   *
   * @param isWhole whether its file was seen to be what was delivered, and may go.
   */
  readonly skip = async (frame: Frame, result: FrameResult, isWhole = true): Promise<void> => {
    if (result.outcome === "skipped" && isWhole) await this.#imagesOf(frame)?.afterDelivery(frame);
    this.#end(frame, result, false);
  };

  /** Resolves when everything is on record. */
  async end(): Promise<void> {
    while (this.#uncommittedCount > 0) {
      this.#parts.memory.flushNow();
      await this.#oneMoreCommit();
    }
  }

  /** All who wait share a promise: a race of all commits for each frame would cost more than sending it. */
  async #oneMoreCommit(): Promise<void> {
    await (this.#nextCommit ??= Promise.withResolvers()).promise;
  }

  readonly #noteCommit = (): void => {
    this.#uncommittedCount -= 1;
    this.#nextCommit?.resolve();
    this.#nextCommit = null;
  };

  async #commit(frame: Frame, result: FrameResult): Promise<void> {
    const isOutdated = result.outcome === "skipped";
    // A file that changed has a new identity, under which it is about to be looked at.
    const { memory, failed } = this.#parts;
    const owesCopy = failed.promises && result.outcome === "failed";
    if (!isOutdated) await memory.settle(frame, result, owesCopy);
    if (result.outcome === "delivered") await this.#imagesOf(frame)?.afterDelivery(frame);
    if (owesCopy && (await failed.afterFailure(frame, result))) memory.noteCopied(frame.identity);
    this.#end(frame, result, isOutdated);
  }

  #imagesOf(frame: Frame): DeliveredImages | undefined {
    return this.#origins.get(frame)?.frameSource.delivered;
  }

  #end(frame: Frame, result: FrameResult, isOutdated: boolean): void {
    const from = this.#origins.get(frame);
    this.#origins.delete(frame);
    this.underWay.end(frame);
    from?.frameSource.onSettled?.(frame);
    // What was outdated before it was sent has no word yet that could stand for what failed.
    const withdrawn = isOutdated ? null : this.#failures.replace(frame, result);
    if (withdrawn !== null) this.#emit(withdrawn);
    this.#emit({ type: "frameSettled", result });
    if (isOutdated) from?.frameSource.watcher.lookAgain(frame);
    from?.unsettled.settle(isOutdated);
  }
}

const MAX_UNCOMMITTED = 1000;
