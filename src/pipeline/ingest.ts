import { formatCount } from "../core/text/format-count.ts";
import { JoinedSignal } from "../core/concurrency/joined-signal.ts";
import type { EventListener } from "../core/events/run-event.ts";
import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { Frame } from "../core/frame/frame.ts";
import { PendingFrames } from "../core/frame/pending-count.ts";
import type { FrameHistory } from "../ledger/frame-record.ts";
import { option } from "../core/option-spelling.ts";
import type { Candidate, FrameDecision, FrameSelector } from "../selection/frame-selector.ts";
import type { LandedFile } from "../watcher/watcher.ts";
import type { Routes } from "./routes.ts";
import {
  previousOutcome,
  withoutOutdatedFailure,
  type UnsentOutcome,
  unsentResult,
} from "./previous-outcome.ts";
import type { FrameStore } from "./frame-store.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import type { FrameSource, OpenFrameSource } from "./frame-source.ts";
import { type OverflowPolicy, queueOrDrop } from "./overflow-policy.ts";
import type { ResultCommitter } from "./result-committer.ts";

/** Dependencies of an ingest. */
export interface IngestParts {
  readonly routes: Routes;
  readonly committer: ResultCommitter;
  readonly store: FrameStore;
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

/** What is known of a landed file. */
interface FrameFacts {
  readonly known: FrameHistory | null;
  /** Its outcome in this run by its record; `null` if it may be sent. */
  readonly earlier: UnsentOutcome | null;
  /** Why it must not be sent; `null` for a whole file. */
  readonly defect: string | null;
}

/** Turns landed files into frames, and queues those that must be sent. */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #emit: EventListener;
  readonly #enough = new AbortController();
  readonly #drain: AbortSignal;
  readonly #interrupt: AbortSignal;
  /** Sources whose writer has not ended. */
  readonly #writing = new Set<FrameSource>();
  #framesLeft: number;

  constructor(
    parts: IngestParts,
    emit: EventListener,
    { drain, finish }: Pick<StopSignals, "drain"> & { readonly finish: AbortSignal | undefined },
  ) {
    this.#parts = parts;
    this.#emit = emit;
    this.#interrupt = drain;
    // Lives as long as the run, as the signals do.
    const endings = [drain, this.#enough.signal, ...(finish === undefined ? [] : [finish])];
    this.#drain = new JoinedSignal(...endings).signal;
    this.#framesLeft = parts.maxFrames ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Takes files from one source until its writer has ended, or the limit of all sources is reached; then
   * those that changed before they could be delivered.
   */
  async ingestFrom(frameSource: FrameSource): Promise<void> {
    const failure = new AbortController();
    this.#writing.add(frameSource);
    const writing = frameSource.write(this.#drain);
    writing.catch((error: unknown) => failure.abort(error));
    using stopping = new JoinedSignal(this.#drain, failure.signal);
    const stop = stopping.signal;
    const from = { frameSource, pending: new PendingFrames() };
    const { selector } = frameSource;
    if (selector !== undefined) stopWith(selector, stop, failure);
    do {
      for await (const file of frameSource.watcher.files(writing, stop)) {
        if (this.#framesLeft <= 0) break;
        const arrival = { file, identity: frameSource.identify(file) };
        const taking = this.#ingestOrWait(arrival, from);
        if (taking === null) await this.#ingest(arrival, from);
        else taking.catch((error: unknown) => failure.abort(error));
      }
      failure.signal.throwIfAborted();
      await writing;
      if (selector !== undefined) await this.#endSelection(selector, frameSource);
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
    this.#writing.delete(frameSource);
    if (this.#writing.size === 0) this.#parts.routes.announceEnd();
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
    // Neither outcomes of earlier runs nor frames that landed before count towards the limit of this one.
    const isNew = earlier === null && frame.flaw === undefined;
    const { selector } = frameSource;
    if (isNew && frameSource.isResent !== true && selector === undefined) this.#countDown();
    this.#parts.committer.begin(frame, from);
    this.#emit({ type: "frameLanded", frame });
    const record = { known, earlier, defect };
    if (selector === undefined) return await this.#settle(frame, record);
    await selector.add(this.#candidate(frame, record, recalled !== null));
  }

  /** Sends a frame, or settles it without: it failed before it could be sent, or has an outcome on record. */
  async #settle(frame: Frame, { known, earlier, defect }: FrameFacts): Promise<void> {
    // A delivered frame needs no further check: it may have become unreadable since.
    const isDelivered = known?.state === "delivered";
    if (defect !== null && !isDelivered) return await this.#commitDefect(frame, known, defect);
    if (earlier === null) return await this.#enqueueOrLeaveOut(frame);
    const result = unsentResult(frame, known, earlier);
    await this.#parts.committer.skip(frame, result, defect === null);
  }

  /** A frame that is decided on by what it shows; only those that are sent count towards the limit. */
  #candidate(frame: Frame, facts: FrameFacts, isOnRecord: boolean): Candidate {
    const isUsable = facts.defect === null && frame.flaw === undefined;
    const kind = isUsable ? (facts.earlier === null ? "new" : "settled") : "unusable";
    const settle = async (decision: FrameDecision): Promise<void> => {
      if (decision.kind === "skip") return await this.#leaveOut(frame, decision);
      if (kind === "new") this.#countDown();
      await this.#settle(frame, facts);
    };
    return { frame, kind, isOnRecord, settle };
  }

  async #leaveOut(
    frame: Frame,
    { rule, reason }: Extract<FrameDecision, { kind: "skip" }>,
  ): Promise<void> {
    const result = unsentResult(frame, null, { outcome: "skipped", reason });
    await this.#parts.committer.commit(frame, { ...result, rule });
  }

  /** Waits until all frames are decided on; those beyond the limit are left for another run. */
  async #endSelection(selector: FrameSelector, { endsWithRun }: FrameSource): Promise<void> {
    const undecided = await selector.end();
    if (this.#framesLeft > 0 || endsWithRun === true || this.#interrupt.aborted) return;
    const reason = `beyond the limit that ${option("maxFrames")} sets`;
    for (const { frame } of undecided) {
      const result = unsentResult(frame, null, { outcome: "skipped", reason });
      await this.#parts.committer.skip(frame, result, false);
    }
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

  async #enqueueOrLeaveOut(frame: Frame): Promise<void> {
    if (frame.flaw === undefined) return await this.#enqueue(frame);
    const outcome = { outcome: "skipped", reason: frame.flaw } as const;
    await this.#parts.committer.commit(frame, unsentResult(frame, null, outcome));
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

/** Stops a selector with its source, and the source with the selector. */
function stopWith(selector: FrameSelector, stop: AbortSignal, failure: AbortController): void {
  selector.onFailure = (error) => failure.abort(error);
  stop.addEventListener("abort", () => selector.stop(), { once: true });
  if (stop.aborted) selector.stop();
}
