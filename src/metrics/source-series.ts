import { Counter, Gauge, type Registry } from "prom-client";
import type { FailureWithdrawn, FramesLeftOut } from "../core/events/run-event.ts";
import type { Outcome } from "../core/frame/frame-result.ts";
import { SELECTION_RULES, type SelectionRule, totalLeftOut } from "../core/selection-rule.ts";
import { SourceLabels } from "../core/text/source-labels.ts";

/** Counts of each source. */
export class SourceSeries {
  readonly #labels = new SourceLabels();
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

  /** Name of a source in labels. */
  label(source: string): string {
    return this.#labels.of(source);
  }

  /** Begins the series of a source at zero, so that its first frame shows as an increase. */
  open(name: string): void {
    const source = this.label(name);
    this.#landed.inc({ source }, 0);
    this.#withdrawn.inc({ source }, 0);
    this.#motions.inc({ source }, 0);
    for (const outcome of OUTCOMES) this.#settled.inc({ source, outcome }, 0);
    this.#lastFrame.set({ source }, Date.now() / 1000);
  }

  /** A source that is closed is not silent. */
  close(name: string): void {
    this.#lastFrame.remove({ source: this.label(name) });
  }

  landed(name: string): void {
    const source = this.label(name);
    this.#landed.inc({ source });
    this.#lastFrame.set({ source }, Date.now() / 1000);
  }

  settled(name: string, outcome: Outcome): void {
    this.#settled.inc({ source: this.label(name), outcome });
  }

  /** A rule has left out a frame that has landed, and that is settled, too. */
  leftOut(name: string, rule: SelectionRule): void {
    this.#leftOut.inc({ source: this.label(name), rule });
  }

  /** ffmpeg has left out frames of which there is no image. */
  leftOutUnseen({ source: name, counts }: FramesLeftOut): void {
    const source = this.label(name);
    const count = totalLeftOut(counts);
    this.#landed.inc({ source }, count);
    this.#settled.inc({ source, outcome: "skipped" }, count);
    for (const rule of SELECTION_RULES) this.#leftOut.inc({ source, rule }, counts[rule] ?? 0);
    this.#lastFrame.set({ source }, Date.now() / 1000);
  }

  motionStarted(name: string): void {
    this.#motions.inc({ source: this.label(name) });
  }

  withdrawn({ source }: FailureWithdrawn): void {
    this.#withdrawn.inc({ source: this.label(source) });
  }
}

const OUTCOMES: readonly Outcome[] = ["delivered", "failed", "skipped", "dropped"];
