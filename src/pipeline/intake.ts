import type { BoundedQueue } from "../core/bounded-queue.ts";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import { UnsettledFrames } from "../core/unsettled-frames.ts";
import type { KnownFrame } from "../ledger/frame-record.ts";
import type { LandedFile } from "../watcher/watcher.ts";
import type { FrameMemory } from "./frame-memory.ts";
import type { Inlet, OpenInlet } from "./inlet.ts";
import type { Settling } from "./settling.ts";

/** What an intake hands frames to. */
export interface IntakeParts {
  readonly queue: BoundedQueue<Frame>;
  readonly settling: Settling;
  readonly memory: FrameMemory;
  /** Inlets that are taken from. */
  readonly inletCount: number;
  /** Ends after so many frames; `null` sets no limit. */
  readonly mostFrames: number | null;
}

/** Turns landed files into frames, and queues those that are to be sent. */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #emit: EventListener;
  readonly #enough = new AbortController();
  readonly #drain: AbortSignal;
  readonly #ended = new Set<Inlet>();
  #framesLeft: number;

  constructor(parts: IntakeParts, emit: EventListener, drain: AbortSignal) {
    this.#parts = parts;
    this.#emit = emit;
    this.#drain = AbortSignal.any([drain, this.#enough.signal]);
    this.#framesLeft = parts.mostFrames ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Takes from one inlet until its writer has ended, or enough were taken from all; and once more what
   * has changed before it could be delivered.
   */
  async takeFrom(inlet: Inlet): Promise<void> {
    const failure = new AbortController();
    const writing = inlet.write(this.#drain);
    writing.catch((error: unknown) => failure.abort(error));
    const stop = AbortSignal.any([this.#drain, failure.signal]);
    const from = { inlet, unsettled: new UnsettledFrames() };
    do {
      for await (const file of inlet.watcher.files(writing, stop)) {
        if (this.#framesLeft <= 0) break;
        await this.#take(file, from);
      }
      await writing;
      this.#noteEnd(inlet);
    } while (await from.unsettled.haveChanged(stop));
  }

  /** What comes after every writer has ended can only be frames that changed on their way. */
  #noteEnd(inlet: Inlet): void {
    this.#ended.add(inlet);
    if (this.#ended.size === this.#parts.inletCount) this.#parts.queue.announceEnd();
  }

  async #take(file: LandedFile, from: OpenInlet): Promise<void> {
    const { inlet } = from;
    const { defect, ...facts } = file;
    const time = await inlet.timeOf(file.relativePath);
    const identity = inlet.identify(file);
    const frame: Frame = { source: inlet.source, identity, ...facts, ...time };
    const known = stillValid(this.#parts.memory.find(identity), defect);
    // What an earlier run has settled does not count towards the limit of this one.
    if (known === null || !isSettled(known)) this.#countDown();
    this.#parts.settling.begin(frame, from);
    this.#emit({ type: "frameLanded", frame });
    if (defect !== null) return await this.#settleDefect(frame, known, defect);
    if (known?.state === "delivered") {
      const reason = "delivered before";
      return await this.#parts.settling.passOver(
        frame,
        knownResult(frame, known, "skipped", reason),
      );
    }
    if (known?.state === "failed") {
      const reason = `${known.reason ?? "failed"} (in an earlier run; resubmit sends it again)`;
      return await this.#parts.settling.passOver(
        frame,
        knownResult(frame, known, "failed", reason),
      );
    }
    await this.#parts.queue.push(frame);
  }

  /** The final word on a file that must not be sent. */
  async #settleDefect(frame: Frame, known: KnownFrame | null, reason: string): Promise<void> {
    const result = knownResult(frame, known, "failed", reason);
    const { settling } = this.#parts;
    await (known?.state === "failed" ? settling.passOver : settling.settle)(frame, result);
  }

  #countDown(): void {
    this.#framesLeft -= 1;
    if (this.#framesLeft <= 0) this.#enough.abort();
  }
}

/** A file that could not be used before, so that it was never tried to send it, may be whole by now. */
function stillValid(known: KnownFrame | null, defect: string | null): KnownFrame | null {
  const wasUnusable = known?.state === "failed" && known.attempts === 0;
  return wasUnusable && defect === null ? null : known;
}

function isSettled({ state }: KnownFrame): boolean {
  return state === "delivered" || state === "failed";
}

function knownResult(
  frame: Frame,
  known: KnownFrame | null,
  outcome: "failed" | "skipped",
  reason: string,
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
