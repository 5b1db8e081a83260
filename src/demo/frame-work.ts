import type { Clock } from "../core/concurrency/clock.ts";
import { decodeImage } from "./decode-image.ts";
import type { DemoSettings } from "./demo-options.ts";
import type { FrameAnswer } from "./frame-answer.ts";
import { FrameOrder } from "./frame-order.ts";
import { gridDifference, lumaGrid, type LumaGrid } from "./luma-grid.ts";
import { dominantColor, lumaOf, meanLuminance, sharpness } from "./picture.ts";
import type { Upload } from "./read-upload.ts";
import { rejection, type Rejection } from "./rejection.ts";
import { WorkSlots } from "./work-slots.ts";

/** A frame with its answer. */
export interface AnsweredFrame {
  readonly kind: "answered";
  readonly answer: FrameAnswer;
}

/** Processes frames in order, at most `capacity` at once, with the configured latency and failures. */
export class FrameWork {
  readonly #settings: DemoSettings;
  readonly #slots: WorkSlots;
  readonly #order = new FrameOrder<LumaGrid>();
  #framesSeen = 0;

  constructor(settings: DemoSettings) {
    this.#settings = settings;
    this.#slots = new WorkSlots(settings.capacity ?? Infinity);
  }

  /** Number of complete uploads, whatever the answer. */
  get framesSeen(): number {
    return this.#framesSeen;
  }

  /** Frames being processed, including those that sleep for `latencyMs`. */
  get running(): number {
    return this.#slots.running;
  }

  /** Frames waiting for a slot. */
  get waiting(): number {
    return this.#slots.waiting;
  }

  /**
   * Answers one upload. Its position in the order of frames is that of the call. Rejects with the signal's
   * reason when that aborts while the frame waits or sleeps.
   */
  async answer(upload: Upload, signal: AbortSignal): Promise<AnsweredFrame | Rejection> {
    const { random, failRate, latencyMs, clock } = this.#settings;
    this.#framesSeen += 1;
    if (random() < failRate) return rejection(500, `Failed on purpose: fail rate ${failRate}.`);
    const turn = this.#slots.take(signal);
    const measuring = turn.then(() => measure(upload, clock));
    const previous = this.#order.follow(measuring.then(gridOf));
    using _slot = await turn;
    const frame = await measuring;
    if (frame.kind === "rejected") return frame;
    if (latencyMs > 0) await clock.sleep(latencyMs, signal);
    return answerOf(frame, await previous);
  }
}

interface MeasuredFrame {
  readonly kind: "measured";
  readonly facts: Omit<FrameAnswer, "differenceFromPrevious" | "workMs">;
  readonly grid: LumaGrid;
  readonly workMs: number;
}

async function measure(upload: Upload, clock: Clock): Promise<MeasuredFrame | Rejection> {
  const startMs = clock.nowMs();
  const image = await decodeImage(upload.bytes);
  if (image.kind === "rejected") return image;
  const { file, field, bytes } = upload;
  const { format, width, height, pixels } = image;
  const luma = lumaOf(pixels);
  const facts = {
    ...{ file, field, format, width, height, byteLength: bytes.length },
    meanLuminance: toHundredths(meanLuminance(luma)),
    sharpness: toHundredths(sharpness(luma)),
    dominantColor: dominantColor(pixels),
  };
  const grid = lumaGrid(luma);
  return { kind: "measured", facts, grid, workMs: toHundredths(clock.nowMs() - startMs) };
}

function gridOf(frame: MeasuredFrame | Rejection): LumaGrid | undefined {
  return frame.kind === "measured" ? frame.grid : undefined;
}

function answerOf({ facts, grid, workMs }: MeasuredFrame, before?: LumaGrid): AnsweredFrame {
  const differenceFromPrevious = before ? toHundredths(gridDifference(before, grid)) : null;
  return { kind: "answered", answer: { ...facts, differenceFromPrevious, workMs } };
}

function toHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
