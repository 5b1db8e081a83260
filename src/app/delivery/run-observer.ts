import type { RunStats } from "../../results/run-stats.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Transport } from "../../submitter/http/transport.ts";
import type { RunView } from "../../core/events/run-view.ts";

/** Receiver of a run's events and lines, and what the run shares with others. */
export interface RunObserver {
  readonly emit: EventListener;
  /** Counts of the run, for an observer who shows them, updated before each event. @default its own */
  readonly stats?: RunStats;
  /** Resolves when the observer can take more; a frame keeps its slot until then. */
  readonly ready?: () => Promise<void>;
  /** Gets each line that ffmpeg logs. */
  readonly onFfmpegLine?: (line: string) => void;
  /** The gate that requests to an address go through, beside those of other runs. @default none has one */
  readonly gateFor?: Transport["gateFor"];
  /** Reads figures of the run besides its events. @default nobody does */
  readonly monitor?: RunMonitor;
}

/** Reader of figures that no event has. */
export interface RunMonitor {
  /** The sources are open, and what lands from now on cannot be missed. */
  runOpened(view: RunView): void;
  /** The sources are about to be closed. */
  runClosed(): void;
  /** A group of records is safe. @param seconds that this took. */
  ledgerCommitted(seconds: number): void;
  /** A broker has acknowledged a message: a frame of an edge, a result of a worker. @param seconds that this took. */
  brokerAcknowledged(seconds: number): void;
}
