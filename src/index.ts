/** The public API of frameferry, listed by hand. */
export {
  exportResults,
  forgetJobs,
  listFailures,
  listJobs,
  pruneJobs,
  resubmitFrames,
  runVideo,
  sendFiles,
  tuneService,
  watchFolders,
} from "./api.ts";
export type {
  ExportResultsOptions,
  ForgetJobsOptions,
  ListFailuresOptions,
  ListJobsOptions,
  PruneJobsOptions,
  ResubmitFramesOptions,
  RunVideoOptions,
  SendFilesOptions,
  TuneServiceOptions,
  WatchFoldersOptions,
} from "./app/library/library-options.ts";
export type { ResubmitRun, Run, StartedRun } from "./app/library/started-run.ts";
export type {
  AutoEnded,
  StepEnded,
  StepStarted,
  TuneEvent,
  TunePlan,
  TunePlanned,
  TuneRequestEnded,
} from "./app/tune/tune-service.ts";
export type { ExportReport } from "./app/export/export-results.ts";
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
  MonitoringStarted,
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
} from "./core/events/run-event.ts";
export type { Frame, FrameTime } from "./core/frame/frame.ts";
export type { PrunedJob, PruneReason } from "./app/jobs/prune-jobs.ts";
export type { JobBytes, JobStatus, UnreadableJobStatus } from "./app/jobs/job-status.ts";
export type { FailedFrame, JobFailures } from "./app/jobs/list-failures.ts";
export type { Box, Classification, Detection, Predictions } from "./core/frame/predictions.ts";
export type { FileStamp, FileVersion } from "./core/files/file-version.ts";
export type { FrameIdentity } from "./core/frame/frame-identity.ts";
export type { PixelSize } from "./core/image/image-size.ts";
export type { FileId } from "./core/files/landed-file.ts";
export type { TensorChannels, TensorFit, TensorLayout } from "./core/image/pixel-tensor.ts";
export type { FrameResult, Outcome } from "./core/frame/frame-result.ts";
export type {
  FailureGroup,
  Latencies,
  MirrorCounts,
  Problem,
  RejectingService,
  RequestLimit,
  RunStop,
  RunSummary,
  ServiceCounts,
  StopCause,
} from "./core/summary.ts";
export type {
  Accepted,
  FailedAttempt,
  TransientError,
  Unavailable,
  Rejected,
  FileChanged,
  Verdict,
} from "./core/frame/verdict.ts";
export type { BatchOptions } from "./options/batch-options.ts";
export type { ConnectionOptions } from "./options/connection-options.ts";
export type { DeliveredOptions } from "./options/delivered-options.ts";
export type { ExportFormatName, ExportOptions } from "./options/export-options.ts";
export type { FailureAction, FailureOptions } from "./options/failure-options.ts";
export type { FilesOptions } from "./options/files-options.ts";
export type { FileOrder, FolderOptions } from "./options/folder-options.ts";
export type { ForgetOptions, PruneOptions } from "./options/forget-options.ts";
export type {
  FailureLookupOptions,
  FailureSelection,
  FailuresOptions,
  StatusOptions,
} from "./options/lookup-options.ts";
export type { ListenAddress } from "./options/listen-address.ts";
export type { MonitoringOptions } from "./options/monitoring-options.ts";
export type { OptionsInput } from "./options/options-schema.ts";
export type { OverflowOptions, WhenFull } from "./options/overflow-options.ts";
export type { ProtocolName, ProtocolOptions } from "./options/protocol-options.ts";
export type { RecordOptions } from "./options/record-options.ts";
export type { ResubmitOptions } from "./options/resubmit-options.ts";
export type { ResultsOptions } from "./options/results-options.ts";
export type { RunOptions } from "./options/run-options.ts";
export type { OneServiceOptions, SendOptions } from "./options/send-options.ts";
export type {
  DestinationInput,
  Route,
  RouteInput,
  ServiceInput,
  ServicesInput,
  ServiceTarget,
} from "./options/service-targets.ts";
export type { ImageFormat, SliceOptions } from "./options/slice-options.ts";
export type { SignalOption } from "./options/signal-option.ts";
export type { TensorOptions } from "./options/tensor-options.ts";
export type { TuneOptions } from "./options/tune-options.ts";
export type { EndingOptions, WatchOptions } from "./options/watch-options.ts";
export type { JobSource } from "./ledger/job-folder.ts";
export type { JobOwner } from "./ledger/job-owner.ts";
export type { FailureKind, StateCounts } from "./ledger/ledger-reader.ts";
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
