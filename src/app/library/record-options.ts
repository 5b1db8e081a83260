import { z } from "zod";
import { type AnnotateOptions, annotateSchema } from "../../options/annotate-options.ts";
import {
  type ExportFormatName,
  type ExportOptions,
  exportSchema,
} from "../../options/export-options.ts";
import type { ForgetOptions, PruneOptions } from "../../options/forget-options.ts";
import type { FailuresOptions, StatusOptions } from "../../options/lookup-options.ts";
import { optional, required } from "../../options/option.ts";
import type { OptionsInput, OptionsSchema } from "../../options/options-schema.ts";
import type { ResultsReportOptions } from "../../options/report-options.ts";
import { type SignalOption, signalSchema } from "../../options/signal-option.ts";
import { path } from "../../options/units.ts";
import type { AnnotateListener, AnnotateProgress } from "../annotate/annotate-report.ts";

/** Options of `listFailures`: `sources` is needed, all others have defaults. */
export interface ListFailuresOptions extends OptionsInput<Omit<FailuresOptions, "sources">> {
  /** Videos, folders or listed paths of the jobs, or names of jobs. */
  readonly sources: readonly string[];
}

/** Options of `listJobs`. */
export type ListJobsOptions = OptionsInput<StatusOptions>;

/** Options of `forgetJobs`: `sources` is needed, all others have defaults. */
export interface ForgetJobsOptions extends OptionsInput<Omit<ForgetOptions, "sources">> {
  /** Videos, folders or listed paths of the jobs, or names of jobs. */
  readonly sources: readonly string[];
}

/** Options of `pruneJobs`. */
export type PruneJobsOptions = OptionsInput<PruneOptions>;

/** Options of `exportResults`: `sources`, `format` and `output` are needed, all others have defaults. */
export interface ExportResultsOptions
  extends OptionsInput<Omit<ExportOptions, "sources" | "format" | "output">>, SignalOption {
  /** Results files; or videos, folders or listed paths of jobs, or names of jobs. */
  readonly sources: readonly string[];
  /** Form of the export. */
  readonly format: ExportFormatName;
  /** File for the export; a new or empty folder for `yolo`. */
  readonly output: string;
}

export const exportResultsSchema: OptionsSchema<ExportOptions & Required<SignalOption>> = {
  ...exportSchema,
  output: required(path),
  ...signalSchema,
};

/** Options of `reportResults`: `sources` is needed, all others have defaults. */
export interface ReportResultsOptions
  extends OptionsInput<Omit<ResultsReportOptions, "sources">>, SignalOption {
  /** Results file; or video, folder or listed path of a job, or name of a job. Several are reported together. */
  readonly sources: readonly string[];
}

/** Options of `annotateResults`: `source` and `output` are needed, all others have defaults. */
export interface AnnotateResultsOptions
  extends OptionsInput<Omit<AnnotateOptions, "source" | "output">>, SignalOption {
  /** Video, or folder of images; or the name of a job. */
  readonly source: string;
  /** New video; for images a new or empty folder. */
  readonly output: string;
  /** Function that is called some times a second with what was written so far. @default none */
  readonly onProgress?: (progress: AnnotateProgress) => void;
}

interface ProgressOption {
  readonly onProgress: AnnotateListener | undefined;
}

export const annotateResultsSchema: OptionsSchema<
  AnnotateOptions & ProgressOption & Required<SignalOption>
> = {
  ...annotateSchema,
  ...signalSchema,
  onProgress: optional(
    () => z.custom<AnnotateListener>((given) => typeof given === "function", "must be a function"),
    undefined,
  ),
};
