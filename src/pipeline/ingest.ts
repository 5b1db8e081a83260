import { formatCount } from "../core/counted.ts";
import type { EventListener } from "../core/events.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import type { Frame } from "../core/frame.ts";
import { PendingFrames } from "../core/unsettled-frames.ts";
import type { KnownFrame } from "../ledger/frame-record.ts";
import type { LandedFile } from "../watcher/watcher.ts";
import type { Routes } from "./routes.ts";
import {
  previousOutcome,
  withoutOutdatedFailure,
  type Unsent,
  unsentResult,
} from "./previous-outcome.ts";
import type { FrameStore } from "./frame-store.ts";
import type { FrameSource, OpenFrameSource } from "./frame-source.ts";
import { type OverflowPolicy, queueOrDrop } from "./overflow-policy.ts";
import type { ResultCommitter } from "./result-committer.ts";

/** Dependencies of an ingest. */
export interface IngestParts {
  readonly branches: Routes;
  readonly committer: ResultCommitter;
  readonly memory: FrameStore;
  /** Number of frame sources. */
  readonly sourceCount: number;
  /** Maximum number of frames; `null` for no limit. */
  readonly maxFrames: number | null;
  /** Handling of a full queue; `null` waits. */
  readonly lag: OverflowPolicy | null;
}

/** A landed file and its identity across runs. */
interface Arrival {
  readonly file: LandedFile;
  readonly identity: FrameIdentity;
}

/** Turns landed files into frames, and queues those that must be sent. */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #emit: EventListener;
  readonly #enough = new AbortController();
  readonly #drain: AbortSignal;
  readonly #ended = new Set<FrameSource>();
  #framesLeft: number;

  constructor(parts: IngestParts, emit: EventListener, drain: AbortSignal) {
    this.#parts = parts;
    this.#emit = emit;
    this.#drain = AbortSignal.any([drain, this.#enough.signal]);
    this.#framesLeft = parts.maxFrames ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Takes files from one source until its writer has ended, or the limit of all sources is reached; then
   * those that changed before they could be delivered.
   */
  async takeFrom(frameSource: FrameSource): Promise<void> {
    const failure = new AbortController();
    const writing = frameSource.write(this.#drain);
    writing.catch((error: unknown) => failure.abort(error));
    const stop = AbortSignal.any([this.#drain, failure.signal]);
    const from = { frameSource, unsettled: new PendingFrames() };
    do {
      for await (const file of frameSource.watcher.files(writing, stop)) {
        if (this.#framesLeft <= 0) break;
        const arrival = { file, identity: frameSource.identify(file) };
        const taking = this.#takeOrWait(arrival, from);
        if (taking === null) await this.#take(arrival, from);
        else taking.catch((error: unknown) => failure.abort(error));
      }
      await writing;
      this.#noteEnd(frameSource);
    } while (await from.unsettled.finishedWithChanges(stop));
    if (failure.signal.aborted) throw failure.signal.reason;
  }

  /**
   * Delays a file while a frame of its path and size is in flight: the outcome of that one shows whether
   * this is another.
   *
   * @returns a promise that resolves after the file was handled; `null` if it need not wait.
   */
  #takeOrWait(arrival: Arrival, from: OpenFrameSource): Promise<void> | null {
    const end = this.#parts.committer.underWay.endOf(arrival.identity);
    if (end === null) return null;
    from.unsettled.land();
    return this.#takeAfter(end, arrival, from);
  }

  async #takeAfter(end: Promise<void>, arrival: Arrival, from: OpenFrameSource): Promise<void> {
    await end;
    if (!this.#drain.aborted) await this.#take(arrival, from);
    from.unsettled.finish(false);
  }

  /** After every writer has ended, only frames that changed in flight can come. */
  #noteEnd(frameSource: FrameSource): void {
    this.#ended.add(frameSource);
    if (this.#ended.size === this.#parts.sourceCount) this.#parts.branches.announceEnd();
  }

  async #take({ file, identity }: Arrival, from: OpenFrameSource): Promise<void> {
    const { frameSource } = from;
    const { defect, isRepeat, ...facts } = file;
    const time = await frameSource.timeOf(file.relativePath);
    const landed: Frame = { source: frameSource.source, identity, ...facts, ...time };
    const recalling = this.#parts.memory.recall(landed);
    // A promise for every frame would cost more than this check.
    const { frame, known: recalled } = recalling instanceof Promise ? await recalling : recalling;
    const known = withoutOutdatedFailure(recalled, defect);
    const earlier = known === null ? null : previousOutcome(known, this.#parts.lag);
    if (isRepeat === true && earlier !== null) return await this.#takeRepeat(frame, earlier, from);
    // Outcomes of earlier runs do not count towards the limit of this one.
    if (earlier === null) this.#countDown();
    this.#parts.committer.begin(frame, from);
    this.#emit({ type: "frameLanded", frame });
    // A delivered frame needs no further check: it may have become unreadable since.
    const isDelivered = known?.state === "delivered";
    if (defect !== null && !isDelivered) return await this.#settleDefect(frame, known, defect);
    if (earlier === null) return await this.#enqueue(frame);
    const result = unsentResult(frame, known, earlier);
    await this.#parts.committer.skip(frame, result, defect === null);
  }

  /**
   * Handles a file whose content is unchanged, for example after chmod: the same frame, which was counted
   * before.
   */
  async #takeRepeat(
    frame: Frame,
    { outcome }: Unsent,
    { frameSource }: OpenFrameSource,
  ): Promise<void> {
    if (outcome === "skipped") await frameSource.delivered.afterDelivery(frame);
  }

  async #enqueue(frame: Frame): Promise<void> {
    const { branches, lag, memory, committer } = this.#parts;
    const queue = branches.queueFor(frame);
    if (lag === null) return void (await queue.push(frame));
    const dropped = await queueOrDrop(queue, frame, lag);
    if (dropped === null) return;
    const known = memory.find(dropped.identity);
    const reason = `dropped as the ${lag.drops}, for ${formatCount(lag.maxBacklog, "frame was", "frames were")} waiting`;
    await committer.settle(dropped, unsentResult(dropped, known, { outcome: "dropped", reason }));
  }

  /** Records the outcome of a file that must not be sent. */
  async #settleDefect(frame: Frame, known: KnownFrame | null, reason: string): Promise<void> {
    const result = unsentResult(frame, known, { outcome: "failed", reason });
    const { committer } = this.#parts;
    await (known?.state === "failed" ? committer.skip : committer.settle)(frame, result);
  }

  #countDown(): void {
    this.#framesLeft -= 1;
    if (this.#framesLeft <= 0) this.#enough.abort();
  }
}
