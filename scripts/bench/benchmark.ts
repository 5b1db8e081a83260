import type { Table } from "./harness/table.ts";

/** How long to measure: a rough look, the usual, or what a claim should rest on. */
export type Effort = "quick" | "default" | "full";

export interface BenchmarkSettings {
  readonly effort: Effort;
  /** Frames to send in `submit` and `bodies`; `null` leaves it to the effort. */
  readonly frameCount: number | null;
  /** Tells a person what is going on. */
  readonly say: (text: string) => void;
}

export interface Benchmark {
  readonly name: string;
  /** What it compares, in a line. */
  readonly about: string;
  /** @throws Error when it cannot be run, or when what it measured is not right. */
  run(settings: BenchmarkSettings): Promise<BenchmarkReport>;
}

export interface BenchmarkReport {
  readonly tables: readonly Table[];
  /** Sentences below the tables: what the figures say. */
  readonly notes: readonly string[];
  /** What could not be run or measured here, and why, a sentence each. */
  readonly missing: readonly string[];
  /** All figures of all rounds, for programs. */
  readonly figures: Readonly<Record<string, unknown>>;
}
