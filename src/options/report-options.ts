import { type StatusOptions, statusSchema } from "./lookup-options.ts";
import { optional, required } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { path, textList } from "./units.ts";

/** Report of a run. */
export interface ReportOptions {
  /**
   * File for a page about the run, with counts, charts, failures and pictures, which is written when the run has ended in
   * any way; an earlier report is replaced. `null`: none. @default null
   */
  readonly report: string | null;
}

export const reportSchema: OptionsSchema<ReportOptions> = {
  report: optional(path, null),
};

/** Options of a report that is made of results, after the run. */
export interface ResultsReportOptions extends StatusOptions {
  /** Results file; or video, folder or listed path of a job, or name of a job. Several are reported together. */
  readonly sources: readonly string[];
  /**
   * File for the page; an earlier report is replaced. `null`: named after the first source, in the working directory, such
   * as `clip.mp4-report.html`, or `answers-report.html` for `answers.jsonl`. @default null
   */
  readonly output: string | null;
}

export const resultsReportSchema: OptionsSchema<ResultsReportOptions> = {
  sources: required(() => textList(1)),
  output: optional(path, null),
  ...statusSchema,
};
