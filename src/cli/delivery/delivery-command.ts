import type { RunObserver } from "../../app/delivery/run-observer.ts";
import type { Destination } from "../../app/destination.ts";
import type { MonitoredCommand } from "../../app/monitoring/monitored-command.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import type { ResubmitCommandLine } from "./resubmit-command-line.ts";

/** A delivery as the command line runs it. */
export interface DeliveryCommand {
  /** Source of the frames, for the heading. */
  readonly source: string;
  /** Services that the frames go to. */
  readonly destination: Destination;
  /** Dashboard, metrics and health beside it; those of the first of several deliveries hold for all. */
  readonly monitoring: MonitoredCommand;
  /** True if a signal is how this command is meant to end, so that its exit code is 0. */
  readonly isEndless: boolean;
  /** True if the same command goes on where it was; not so for what comes once. @default true */
  readonly canGoOn?: boolean;
  readonly resubmit: ResubmitCommandLine;
  /** True if a program of the user's runs beside it, on the same terminal. */
  readonly hasCommand: boolean;
  readonly run: (observer: RunObserver, signals: StopSignals) => Promise<RunSummary>;
}
