import type { Table } from "./harness/table.ts";

/** Duration of a measurement: a rough look, the usual one, or one that supports a claim. */
export type Effort = "quick" | "default" | "full";

export interface BenchmarkSettings {
  readonly effort: Effort;
  /** Frames to send in `submit` and `bodies`; `null` to decide by effort. */
  readonly frameCount: number | null;
  /** Path of another checkout, whose build is measured beside this one in `base`; `null` for none. */
  readonly base: string | null;
  /** Reports progress to a person. */
  readonly say: (text: string) => void;
}

export interface Benchmark {
  readonly name: string;
  /** Description of the comparison, in one line. */
  readonly about: string;
  /** @throws Error if it cannot be run, or its measurement is invalid. */
  run(settings: BenchmarkSettings): Promise<BenchmarkReport>;
}

export interface BenchmarkReport {
  readonly tables: readonly Table[];
  /** Sentences below the tables about the figures. */
  readonly notes: readonly string[];
  /** Parts that could not be run or measured here, with the reasons, a sentence each. */
  readonly missing: readonly string[];
  /** All figures of all rounds, for programs. */
  readonly figures: Readonly<Record<string, unknown>>;
}
