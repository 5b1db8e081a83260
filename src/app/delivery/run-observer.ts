import type { RunStats } from "../../results/run-stats.ts";
import type { EventListener } from "../../core/events/run-event.ts";

/** Receiver of a run's events and lines. */
export interface RunObserver {
  readonly emit: EventListener;
  /** Counts of the run, for an observer who shows them, updated before each event. @default its own */
  readonly stats?: RunStats;
  /** Resolves when the observer can take more; a frame keeps its slot until then. */
  readonly ready?: () => Promise<void>;
  /** Gets each line that ffmpeg logs. */
  readonly onFfmpegLine?: (line: string) => void;
}
