import type { RunSummary } from "../core/summary.ts";
import type { LiveReport } from "./collect/live-report.ts";
import type { ReportRecord } from "./collect/report-record.ts";

/** A run that a report is about. */
export interface ReportedRun {
  /** Source of its frames, as the user named it. */
  readonly source: string;
  /** Its account; `null` where there is none. */
  readonly summary: RunSummary | null;
  /** Why there is none, in a sentence; `null` if there is one. */
  readonly problem: string | null;
}

/** What a report says. */
export interface ReportFacts {
  /** Name of the command; `null` for a report of results. */
  readonly command: string | null;
  readonly version: string;
  readonly madeAt: Date;
  /** When the first run began; `null` if only results are known. */
  readonly startedAt: Date | null;
  /** Names of sources, for the title. */
  readonly sources: readonly string[];
  readonly services: readonly string[];
  /** Options that were given, with their values as they may be shown. */
  readonly options: readonly (readonly [string, string])[];
  readonly runs: readonly ReportedRun[];
  readonly record: ReportRecord;
  /** What only events tell; `null` if only results are known. */
  readonly live: LiveReport | null;
}
