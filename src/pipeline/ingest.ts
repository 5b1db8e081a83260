import { formatCount } from "../core/text/format-count.ts";
import { JoinedSignal } from "../core/concurrency/joined-signal.ts";
import type { EventListener } from "../core/events/run-event.ts";
import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { Frame } from "../core/frame/frame.ts";
import { PendingFrames } from "../core/frame/pending-count.ts";
import type { FrameHistory } from "../ledger/frame-record.ts";
import type { LandedFile } from "../watcher/watcher.ts";
import type { Routes } from "./routes.ts";
import {
  previousOutcome,
  withoutOutdatedFailure,
  type UnsentOutcome,
  unsentResult,
} from "./previous-outcome.ts";
import type { FrameStore } from "./frame-store.ts";
import type { FrameSource, OpenFrameSource } from "./frame-source.ts";
import { type OverflowPolicy, queueOrDrop } from "./overflow-policy.ts";
import type { ResultCommitter } from "./result-committer.ts";

/** Dependencies of an ingest. */
export interface IngestParts {
  readonly routes: Routes;
  readonly committer: ResultCommitter;
  readonly store: FrameStore;
  /** Number of frame sources. */
  readonly sourceCount: number;
  /** Maximum number of frames; `null` for no limit. */
  readonly maxFrames: number | null;
  /** Handling of a full queue; `null` waits. */
  readonly overflow: OverflowPolicy | null;
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
    // Lives as long as the run, as the signals do.
    this.#drain = new JoinedSignal(drain, this.#enough.signal).signal;
    this.#framesLeft = parts.maxFrames ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Takes files from one source until its writer has ended, or the limit of all sources is reached; then
   * those that changed before they could be delivered.
   */
  async ingestFrom(frameSource: FrameSource): Promise<void> {
    const failure = new AbortController();
    const writing = frameSource.write(this.#drain);
    writing.catch((error: unknown) => failure.abort(error));
    using stopping = new JoinedSignal(this.#drain, failure.signal);
    const stop = stopping.signal;
    const from = { frameSource, pending: new PendingFrames() };
    do {
      for await (const file of frameSource.watcher.files(writing, stop)) {
        if (this.#framesLeft <= 0) break;
        const arrival = { file, identity: frameSource.identify(file) };
        const taking = this.#ingestOrWait(arrival, from);
        if (taking === null) await this.#ingest(arrival, from);
        else taking.catch((error: unknown) => failure.abort(error));
      }
      await writing;
      this.#recordEnd(frameSource);
    } while (await from.pending.finishedWithChanges(stop));
    if (failure.signal.aborted) throw failure.signal.reason;
  }

  /**
   * Delays a file while a frame of its path and size is in flight: the outcome of that one shows whether
   * this is another.
   *
   * @returns a promise that resolves after the file was handled; `null` if it need not wait.
   */
  #ingestOrWait(arrival: Arrival, from: OpenFrameSource): Promise<void> | null {
    const end = this.#parts.committer.inFlight.endOf(arrival.identity);
    if (end === null) return null;
    from.pending.land();
    return this.#ingestAfter(end, arrival, from);
  }

  async #ingestAfter(end: Promise<void>, arrival: Arrival, from: OpenFrameSource): Promise<void> {
    await end;
    if (!this.#drain.aborted) await this.#ingest(arrival, from);
    from.pending.finish(false);
  }

  /** After every writer has ended, only frames that changed in flight can come. */
  #recordEnd(frameSource: FrameSource): void {
    this.#ended.add(frameSource);
    if (this.#ended.size === this.#parts.sourceCount) this.#parts.routes.announceEnd();
  }

  async #ingest({ file, identity }: Arrival, from: OpenFrameSource): Promise<void> {
    const { frameSource } = from;
    const { defect, isRepeat, ...facts } = file;
    const time = await frameSource.timeOf(file.relativePath);
    const landed: Frame = { source: frameSource.source, identity, ...facts, ...time };
    const recalling = this.#parts.store.recall(landed);
    // A promise for every frame would cost more than this check.
    const { frame, history: recalled } = recalling instanceof Promise ? await recalling : recalling;
    const known = withoutOutdatedFailure(recalled, defect);
    const earlier = known === null ? null : previousOutcome(known, this.#parts.overflow);
    if (isRepeat === true && earlier !== null)
      return await this.#ingestRepeat(frame, earlier, from);
    // Outcomes of earlier runs do not count towards the limit of this one.
    if (earlier === null) this.#countDown();
    this.#parts.committer.begin(frame, from);
    this.#emit({ type: "frameLanded", frame });
    // A delivered frame needs no further check: it may have become unreadable since.
    const isDelivered = known?.state === "delivered";
    if (defect !== null && !isDelivered) return await this.#commitDefect(frame, known, defect);
    if (earlier === null) return await this.#enqueue(frame);
    const result = unsentResult(frame, known, earlier);
    await this.#parts.committer.skip(frame, result, defect === null);
  }

  /**
   * Handles a file whose content is unchanged, for example after chmod: the same frame, which was counted
   * before.
   */
  async #ingestRepeat(
    frame: Frame,
    { outcome }: UnsentOutcome,
    { frameSource }: OpenFrameSource,
  ): Promise<void> {
    if (outcome === "skipped") await frameSource.delivered.afterDelivery(frame);
  }

  async #enqueue(frame: Frame): Promise<void> {
    const { routes, overflow, store, committer } = this.#parts;
    const queue = routes.queueFor(frame);
    if (overflow === null) return void (await queue.push(frame));
    const dropped = await queueOrDrop(queue, frame, overflow);
    if (dropped === null) return;
    const known = store.find(dropped.identity);
    const reason = `dropped as the ${overflow.drops}, because ${formatCount(overflow.maxBacklog, "frame was", "frames were")} waiting`;
    await committer.commit(dropped, unsentResult(dropped, known, { outcome: "dropped", reason }));
  }

  /** Records the outcome of a file that must not be sent. */
  async #commitDefect(frame: Frame, known: FrameHistory | null, reason: string): Promise<void> {
    const result = unsentResult(frame, known, { outcome: "failed", reason });
    const { committer } = this.#parts;
    await (known?.state === "failed" ? committer.skip : committer.commit)(frame, result);
  }

  #countDown(): void {
    this.#framesLeft -= 1;
    if (this.#framesLeft <= 0) this.#enough.abort();
  }
}
