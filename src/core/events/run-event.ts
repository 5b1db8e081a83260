import type {
  DashboardStarted,
  MonitoringStarted,
  SendingStopped,
  WarningRaised,
} from "./command-events.ts";
import type {
  FailureWithdrawn,
  FrameLanded,
  FrameSettled,
  MissedFilesFound,
  RequestEnded,
  RequestStarted,
} from "./frame-events.ts";
import type {
  LimitChanged,
  SendingPaused,
  SendingResumed,
  ServiceFound,
  ServiceLost,
  ServiceRecovered,
} from "./service-events.ts";
import type {
  FrameSliced,
  FramesLeftOut,
  SliceEnded,
  SlicePaused,
  SliceResumed,
  SliceStarted,
  VideoOpened,
} from "./slice-events.ts";
import type {
  MotionEnded,
  MotionStarted,
  RecordingPaused,
  RecordingResumed,
  SegmentRecorded,
  SourceLost,
  SourceRecovered,
} from "./source-events.ts";

/** Events of a run. They are past facts: listeners change nothing, and the pipeline never waits for one. */
export type RunEvent =
  | DashboardStarted
  | MonitoringStarted
  | SliceStarted
  | VideoOpened
  | FrameSliced
  | FramesLeftOut
  | SlicePaused
  | SliceResumed
  | SliceEnded
  | ServiceFound
  | FrameLanded
  | MissedFilesFound
  | RequestStarted
  | RequestEnded
  | FrameSettled
  | FailureWithdrawn
  | LimitChanged
  | ServiceLost
  | ServiceRecovered
  | SourceLost
  | SourceRecovered
  | SegmentRecorded
  | RecordingPaused
  | RecordingResumed
  | SendingPaused
  | SendingResumed
  | MotionStarted
  | MotionEnded
  | SendingStopped
  | WarningRaised;

export type EventListener = (event: RunEvent) => void;
