import { Counter, Gauge, type Registry } from "prom-client";
import type { FailureWithdrawn } from "../core/events/run-event.ts";
import type { Outcome } from "../core/frame/frame-result.ts";
import { SourceLabels } from "./source-labels.ts";

/** Counts of each source. */
export class SourceSeries {
  readonly #labels = new SourceLabels();
  readonly #landed: Counter<"source">;
  readonly #settled: Counter<"source" | "outcome">;
  readonly #withdrawn: Counter<"source">;
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

  withdrawn({ source }: FailureWithdrawn): void {
    this.#withdrawn.inc({ source: this.label(source) });
  }
}

const OUTCOMES: readonly Outcome[] = ["delivered", "failed", "skipped", "dropped"];
