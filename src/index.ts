/** The public API of frameferry, listed by hand. */
export type {
  AutoEnded,
  StepEnded,
  StepStarted,
  TuneEvent,
  TunePlan,
  TunePlanned,
  TuneRequestEnded,
} from "./app/tune/tune-service.ts";
export { FrameferryError } from "./core/errors.ts";
export type { ErrorCode, ErrorKind } from "./core/error-codes.ts";
export type { ErrorDetails } from "./core/errors.ts";
export type {
  FailureWithdrawn,
  FrameLanded,
  FrameSettled,
  FrameSliced,
  LimitChanged,
  MissedFilesFound,
  PauseReason,
  RunEvent,
  RequestEnded,
  RequestStarted,
  SendingStopped,
  ServiceLost,
  ServiceRecovered,
  ServiceFound,
  SliceEnded,
  SlicePaused,
  SliceResumed,
  SliceStarted,
  VideoOpened,
  WarningRaised,
} from "./core/events.ts";
export type { Frame } from "./core/frame.ts";
export type { PruneReason } from "./app/jobs/prune-jobs.ts";
export type { JobBytes, JobStatus, UnreadableJobStatus } from "./app/jobs/job-status.ts";
export type { FailedFrame, JobFailures } from "./app/jobs/list-failures.ts";
export { forgetJobs, pruneJobs } from "./forget-jobs.ts";
export type { ForgetJobsOptions, PrunedJob, PruneJobsOptions } from "./forget-jobs.ts";
export type { Box, Classification, Detection, Predictions } from "./core/predictions.ts";
export type { FrameResult, Outcome } from "./core/result.ts";
export type {
  FailureGroup,
  Latencies,
  Problem,
  RejectingService,
  RequestLimit,
  RunStop,
  RunSummary,
  StopCause,
} from "./core/summary.ts";
export type {
  Accepted,
  TransientError,
  Unavailable,
  Rejected,
  FileChanged,
  Verdict,
} from "./core/verdict.ts";
export type { DeliveredOptions } from "./options/delivered-options.ts";
export type { FailureAction, FailureOptions } from "./options/failure-options.ts";
export type { FilesOptions } from "./options/files-options.ts";
export type { FileOrder, FolderOptions } from "./options/folder-options.ts";
export type { RecordOptions } from "./options/record-options.ts";
export type { RunOptions } from "./options/run-options.ts";
export type { SendOptions } from "./options/send-options.ts";
export type {
  DestinationInput,
  ServicesInput,
  Route,
  ServiceTarget,
} from "./options/service-targets.ts";
export type { ImageFormat, SliceOptions } from "./options/slice-options.ts";
export type { TuneOptions } from "./options/tune-options.ts";
export type { EndingOptions, WatchOptions } from "./options/watch-options.ts";
export type { JobSource } from "./ledger/job-folder.ts";
export type { JobOwner } from "./ledger/job-owner.ts";
export type { FailureKind, StateCounts } from "./ledger/ledger-reader.ts";
export { listFailures } from "./list-failures.ts";
export type { ListFailuresOptions } from "./list-failures.ts";
export { listJobs } from "./list-jobs.ts";
export type { ListJobsOptions } from "./list-jobs.ts";
export { resubmitFrames } from "./resubmit-frames.ts";
export type { ResubmitFramesOptions, ResubmitRun } from "./resubmit-frames.ts";
export { runVideo } from "./run-video.ts";
export type { RunVideoOptions } from "./run-video.ts";
export { sendFiles } from "./send-files.ts";
export type { SendFilesOptions } from "./send-files.ts";
export type { Run, StartedRun } from "./started-run.ts";
export { tuneService } from "./tune-service.ts";
export type { TuneServiceOptions } from "./tune-service.ts";
export type {
  AutoReport,
  FailureClass,
  FrameSample,
  Recommendation,
  StepReport,
  TuneBudget,
  TuneEnding,
  TuneReport,
} from "./tune/tune-report.ts";
export { watchFolders } from "./watch-folders.ts";
export type { WatchFoldersOptions } from "./watch-folders.ts";
