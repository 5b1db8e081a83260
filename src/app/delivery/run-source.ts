import type { Problem } from "../../core/summary.ts";
import type { FrameferryError } from "../../core/errors.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import type { FrameStore } from "../../pipeline/frame-store.ts";
import type { OverflowPolicy } from "../../pipeline/overflow-policy.ts";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { RunStats } from "../../results/run-stats.ts";
import type { Job } from "../jobs/job.ts";
import type { LeftFrames } from "./record-left.ts";

/** Source of the frames of a run. */
export interface RunSource extends AsyncDisposable {
  readonly frameSources: readonly FrameSource[];
  /** Ends after so many frames; `null` sets no limit. */
  readonly maxFrames: number | null;
  /** Policy for frames that land faster than they are sent; without it they wait where they are. */
  readonly overflow?: OverflowPolicy | null;
  /** Stands in for what the job knows of its frames. @default the job's memory */
  readonly memory?: FrameStore;
  /** Frames that an earlier run has left, and that nobody can send any more. @default none */
  readonly left?: LeftFrames;
  /** Absolute path of the one folder that the images lie in; `null` for several. */
  readonly framesPath: string | null;
  /** Size of the frames in its spool, in bytes. @default it has no spool */
  readonly spoolBytes?: () => number;
  /** Bytes that were recorded of a camera so far. @default nothing is recorded */
  readonly recordedBytes?: () => number;
  /** Report on the source, at the end. */
  readonly account: () => SourceReport;
  /** Tidies up, once everything is on record. */
  readonly close: () => Promise<void>;
}

export interface SourceReport {
  /** Frames that were sliced; `null` where nothing was. */
  readonly sliced: number | null;
  /** Frames of earlier runs that came from their images beside what was sliced. @default 0 */
  readonly unsliced?: number;
  /** Frames that could not be decoded, or only in part. @default null, where nothing was sliced */
  readonly decodeErrors?: number;
  /** Why the frames are not all that the source holds. */
  readonly problems: readonly Problem[];
  /** The one of them for which nothing could be carried at all. @default null */
  readonly fault?: FrameferryError | null;
  /** Further warnings for the user, a sentence each. */
  readonly warnings: readonly string[];
}

/** Dependencies of a source. */
export interface SourceTools {
  readonly clock: Clock;
  readonly emit: EventListener;
  /** The counts so far. */
  readonly stats: RunStats;
  readonly job: Job;
}
