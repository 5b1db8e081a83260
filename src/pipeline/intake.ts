import type { BoundedQueue } from "../core/bounded-queue.ts";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import type { KnownFrame } from "../ledger/frame-record.ts";
import type { LandedFile } from "../watcher/watcher.ts";
import type { FrameMemory } from "./frame-memory.ts";
import type { Inlet } from "./inlet.ts";
import { type Lag, queueOrDrop } from "./lag.ts";
import type { Settling } from "./settling.ts";

/** What an intake hands frames to. */
export interface IntakeParts {
  readonly queue: BoundedQueue<Frame>;
  readonly settling: Settling;
  readonly memory: FrameMemory;
  /** Ends after so many frames; `null` sets no limit. */
  readonly mostFrames: number | null;
  /** What gives way when the queue is full; `null` waits for room. */
  readonly lag: Lag | null;
}

/** Turns landed files into frames, and queues those that are to be sent. */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #emit: EventListener;
  readonly #enough = new AbortController();
  readonly #drain: AbortSignal;
  #framesLeft: number;

  constructor(parts: IntakeParts, emit: EventListener, drain: AbortSignal) {
    this.#parts = parts;
    this.#emit = emit;
    this.#drain = AbortSignal.any([drain, this.#enough.signal]);
    this.#framesLeft = parts.mostFrames ?? Number.POSITIVE_INFINITY;
  }

  /** Takes from one inlet until its writer has ended, or enough were taken from all. */
  async takeFrom(inlet: Inlet): Promise<void> {
    const failure = new AbortController();
    const writing = inlet.write(this.#drain);
    writing.catch((error: unknown) => failure.abort(error));
    const stop = AbortSignal.any([this.#drain, failure.signal]);
    for await (const file of inlet.watcher.files(writing, stop)) {
      if (this.#framesLeft <= 0) break;
      await this.#take(inlet, file);
    }
    await writing;
  }

  async #take(inlet: Inlet, file: LandedFile): Promise<void> {
    const { defect, ...facts } = file;
    const time = await inlet.timeOf(file.relativePath);
    const identity = inlet.identify(file);
    const frame: Frame = { source: inlet.source, identity, ...facts, ...time };
    const known = this.#parts.memory.find(identity);
    const earlier = known === null ? null : earlierWord(known, this.#parts.lag);
    // What an earlier run has settled does not count towards the limit of this one.
    if (earlier === null) this.#countDown();
    this.#emit({ type: "frameLanded", frame });
    if (defect !== null) return await this.#settleDefect(frame, known, defect);
    if (earlier === null) return await this.#enqueue(frame);
    await this.#parts.settling.passOver(frame, knownResult(frame, known, earlier));
  }

  async #enqueue(frame: Frame): Promise<void> {
    const { queue, lag, memory, settling } = this.#parts;
    if (lag === null) return void (await queue.push(frame));
    const dropped = await queueOrDrop(queue, frame, lag);
    if (dropped === null) return;
    const known = memory.find(dropped.identity);
    const reason = `dropped as the ${lag.drops}, for ${lag.mostWaiting} frames were waiting`;
    await settling.settle(dropped, knownResult(dropped, known, { outcome: "dropped", reason }));
  }

  /** The final word on a file that must not be sent. */
  async #settleDefect(frame: Frame, known: KnownFrame | null, reason: string): Promise<void> {
    const result = knownResult(frame, known, { outcome: "failed", reason });
    const { settling } = this.#parts;
    await (known?.state === "failed" ? settling.passOver : settling.settle)(frame, result);
  }

  #countDown(): void {
    this.#framesLeft -= 1;
    if (this.#framesLeft <= 0) this.#enough.abort();
  }
}

/** A final word on a frame that was not sent. */
interface Unsent {
  readonly outcome: "failed" | "skipped" | "dropped";
  readonly reason: string;
}

/** What an earlier run's word on a frame means for this one; `null` if it is to be sent. */
function earlierWord({ state, reason }: KnownFrame, lag: Lag | null): Unsent | null {
  switch (state) {
    case "delivered":
      return { outcome: "skipped", reason: "delivered by an earlier run" };
    case "failed": {
      const cause = reason ?? "failed";
      const hint = "in an earlier run; resubmit sends it again";
      return { outcome: "failed", reason: `${cause} (${hint})` };
    }
    case "dropped":
      // Where frames may wait, there is time for those that an earlier run had none for.
      return lag === null ? null : { outcome: "dropped", reason: "dropped by an earlier run" };
    case "skipped":
    case "pending":
      return null;
  }
}

function knownResult(
  frame: Frame,
  known: KnownFrame | null,
  { outcome, reason }: Unsent,
): FrameResult {
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
    outcome,
    status: known?.status ?? null,
    attempts: known?.attempts ?? 0,
    latencyMs: null,
    response: null,
    reason,
  };
}
