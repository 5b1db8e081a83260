import { resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import { demandPackages } from "../../core/packages/optional-packages.ts";
import type { RunSummary } from "../../core/summary.ts";
import { shownServices, type Destination } from "../destination.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import type { MonitoredCommand } from "../monitoring/monitored-command.ts";
import { packageVersion } from "../monitoring/package-version.ts";
import type { ReportedRun } from "../../report/report-facts.ts";
import { checkReportFile, writeReportFile } from "./report-file.ts";
import { shownOptions } from "./shown-options.ts";

/** A run that a report is to be about. */
export interface RunToReport {
  /** Source of its frames, as the user named it. */
  readonly source: string;
  /** Services that the frames go to; `null` for those of a job. */
  readonly destination: Destination | null;
}

/** Report of the runs of one command, which is written when they have ended. */
export interface RunReport {
  /** Absolute path of the page. */
  readonly path: string;
  /** An observer that is told all that the given one is, besides the report. */
  readonly watch: (observer: RunObserver) => RunObserver;
  /** Tells how a run has ended. */
  readonly ended: (run: RunToReport, end: RunSummary | Error) => void;
  /** Writes the page. @returns false if nothing had begun. @throws FrameferryError if it cannot be written. */
  readonly write: () => Promise<boolean>;
}

/**
 * Begins a report, if the options ask for one. Nothing of it is loaded before that.
 *
 * @throws FrameferryError `ERR_PACKAGE_MISSING`, and as `checkReportFile`.
 */
export async function openReport({ name, options }: MonitoredCommand): Promise<RunReport | null> {
  const { report: path } = options;
  if (path === null) return null;
  demandPackages({ what: option("report"), packages: ["sharp"] });
  await checkReportFile(path, "report");
  const [{ LiveReport }, { reportPage }, { findingsIn }] = await Promise.all([
    import("../../report/collect/live-report.ts"),
    import("../../report/page/report-page.ts"),
    import("../../protocols/detections/detections-in.ts"),
  ]);
  const live = new LiveReport(findingsIn);
  const startedAt = new Date();
  const runs: EndedRun[] = [];
  const services = new Set<string>();
  return {
    path: resolve(path),
    watch: (observer) => ({
      ...observer,
      emit: (event) => {
        live.listen(event);
        observer.emit(event);
      },
    }),
    ended: ({ source, destination }, end) => {
      for (const service of destination === null ? [] : shownServices(destination))
        services.add(service);
      runs.push(endedRun(source, end));
    },
    write: async () => {
      if (runs.every(hasNotBegun)) return false;
      await live.end();
      const facts = {
        ...{ command: name, version: packageVersion(), madeAt: new Date(), startedAt, runs, live },
        ...{ sources: runs.map(({ source }) => source), services: [...services] },
        ...{ options: shownOptions(options), record: live.record },
      };
      await writeReportFile(path, reportPage(facts), "report");
      return true;
    },
  };
}

interface EndedRun extends ReportedRun {
  readonly isRefused: boolean;
}

/** True for a run whose options did not fit, or that was refused before it did anything. */
function hasNotBegun({ summary, isRefused }: EndedRun): boolean {
  return summary === null && isRefused;
}

function endedRun(source: string, end: RunSummary | Error): EndedRun {
  if (!(end instanceof Error)) return { source, summary: end, problem: null, isRefused: false };
  const isOurs = end instanceof FrameferryError;
  const isRefused = isOurs && (end.kind === "usage" || end.kind === "owned");
  return { source, summary: isOurs ? end.summary : null, problem: end.message, isRefused };
}
