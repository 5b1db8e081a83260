import { Counter, Gauge, type Registry } from "prom-client";
import type { FramesLeftOut } from "../core/events/slice-events.ts";
import type { Outcome } from "../core/frame/frame-result.ts";
import { SELECTION_RULES, type SelectionRule, totalLeftOut } from "../core/selection-rule.ts";
import { OTHER_SOURCES } from "../core/text/source-labels.ts";

/** Counts of each source, by its label. */
export class SourceSeries {
  readonly #landed: Counter<"source">;
  readonly #settled: Counter<"source" | "outcome">;
  readonly #withdrawn: Counter<"source">;
  readonly #leftOut: Counter<"source" | "rule">;
  readonly #motions: Counter<"source">;
  readonly #lastFrame: Gauge<"source">;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#landed = new Counter({
      name: "frameferry_frames_landed_total",
      help: "Frames that have landed, by source.",
      labelNames: ["source"],
      registers,
    });
    this.#settled = new Counter({
      name: "frameferry_frames_total",
      help: "Frames that have their outcome, by source and outcome.",
      labelNames: ["source", "outcome"],
      registers,
    });
    this.#withdrawn = new Counter({
      name: "frameferry_failures_withdrawn_total",
      help: "Failed frames whose file was completed or replaced, so that they count as skipped.",
      labelNames: ["source"],
      registers,
    });
    this.#leftOut = new Counter({
      name: "frameferry_frames_left_out_total",
      help: "Frames that a rule such as skip-similar left out, by source and rule; skipped frames have them.",
      labelNames: ["source", "rule"],
      registers,
    });
    this.#motions = new Counter({
      name: "frameferry_motions_total",
      help: "Motions that have begun in the frames, by source.",
      labelNames: ["source"],
      registers,
    });
    this.#lastFrame = new Gauge({
      name: "frameferry_last_frame_timestamp_seconds",
      help: "Time at which the last frame of a source landed, or the source was opened.",
      labelNames: ["source"],
      registers,
    });
  }

  /** Begins the series of a source at zero, so that its first frame shows as an increase. */
  open(source: string): void {
    this.#landed.inc({ source }, 0);
    this.#withdrawn.inc({ source }, 0);
    this.#motions.inc({ source }, 0);
    for (const outcome of OUTCOMES) this.#settled.inc({ source, outcome }, 0);
    this.#lastFrame.set({ source }, Date.now() / 1000);
  }

  /** A source that is closed is not silent. */
  close(source: string): void {
    this.#lastFrame.remove({ source });
  }

  /** Ends the series of a source that is gone, unless others share them. */
  remove(source: string): void {
    if (source === OTHER_SOURCES) return;
    this.close(source);
    for (const counter of [this.#landed, this.#withdrawn, this.#motions])
      counter.remove({ source });
    for (const outcome of OUTCOMES) this.#settled.remove({ source, outcome });
    for (const rule of SELECTION_RULES) this.#leftOut.remove({ source, rule });
  }

  landed(source: string): void {
    this.#landed.inc({ source });
    this.#lastFrame.set({ source }, Date.now() / 1000);
  }

  settled(source: string, outcome: Outcome): void {
    this.#settled.inc({ source, outcome });
  }

  /** A rule has left out a frame that has landed, and that is settled, too. */
  leftOut(source: string, rule: SelectionRule): void {
    this.#leftOut.inc({ source, rule });
  }

  /** ffmpeg has left out frames of which there is no image. */
  leftOutUnseen(source: string, { counts }: FramesLeftOut): void {
    const count = totalLeftOut(counts);
    this.#landed.inc({ source }, count);
    this.#settled.inc({ source, outcome: "skipped" }, count);
    for (const rule of SELECTION_RULES) this.#leftOut.inc({ source, rule }, counts[rule] ?? 0);
    this.#lastFrame.set({ source }, Date.now() / 1000);
  }

  motionStarted(source: string): void {
    this.#motions.inc({ source });
  }

  withdrawn(source: string): void {
    this.#withdrawn.inc({ source });
  }
}

const OUTCOMES: readonly Outcome[] = ["delivered", "failed", "skipped", "dropped"];
