/** The public API of frameferry, listed by hand. */
export {
  collectResults,
  previewFrames,
  resubmitFrames,
  runVideo,
  sendFiles,
  tuneService,
  watchFolders,
  workFrames,
} from "./api.ts";
export {
  annotateResults,
  exportResults,
  forgetJobs,
  listFailures,
  listJobs,
  pruneJobs,
  reportResults,
} from "./api-records.ts";
export type {
  CollectResultsOptions,
  PreviewFramesOptions,
  ResubmitFramesOptions,
  RunVideoOptions,
  SendFilesOptions,
  TuneServiceOptions,
  WatchFoldersOptions,
  WorkFramesOptions,
} from "./app/library/library-options.ts";
export type {
  AnnotateResultsOptions,
  ExportResultsOptions,
  ForgetJobsOptions,
  ListFailuresOptions,
  ListJobsOptions,
  PruneJobsOptions,
  ReportResultsOptions,
} from "./app/library/record-options.ts";
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
export type {
  AnnotateListener,
  AnnotateProgress,
  AnnotateReport,
} from "./app/annotate/annotate-report.ts";
export type { CollectedResults } from "./app/collect/collect-results.ts";
export type { ExportReport } from "./app/export/export-results.ts";
export type { PreviewReport } from "./app/preview/preview.ts";
export type { CollectOptions } from "./options/collect-options.ts";
export type { PreviewOptions } from "./options/preview-options.ts";
export type { SheetEstimate } from "./report/sheet/sheet-facts.ts";
export type { PreviewListener, PreviewProgress } from "./app/preview/preview-parties.ts";
export type { ResultsReport } from "./app/report/results-report.ts";
export { FrameferryError } from "./core/errors.ts";
export type { ErrorCode, ErrorKind } from "./core/error-codes.ts";
export type { ErrorDetails } from "./core/errors.ts";
export type {
  DashboardStarted,
  MonitoringStarted,
  SendingStopped,
  WarningRaised,
} from "./core/events/command-events.ts";
export type {
  FailureWithdrawn,
  FrameLanded,
  FrameSettled,
  MissedFilesFound,
  RequestEnded,
  RequestStarted,
} from "./core/events/frame-events.ts";
export type {
  FrameSliced,
  FramesLeftOut,
  PauseReason,
  SliceEnded,
  SlicePaused,
  SliceResumed,
  SliceStarted,
  VideoOpened,
} from "./core/events/slice-events.ts";
export type {
  LimitChanged,
  SendingPaused,
  SendingResumed,
  ServiceLost,
  ServiceRecovered,
  ServiceFound,
} from "./core/events/service-events.ts";
export type {
  MotionEnded,
  MotionStarted,
  RecordingPaused,
  RecordingResumed,
  SegmentRecorded,
  SourceLost,
  SourceRecovered,
} from "./core/events/source-events.ts";
export type { RunEvent } from "./core/events/run-event.ts";
export type { Frame, FrameTime, RecordingPlace } from "./core/frame/frame.ts";
export type { PrunedJob, PruneReason } from "./app/jobs/prune-jobs.ts";
export type { JobBytes, JobStatus, UnreadableJobStatus } from "./app/jobs/job-status.ts";
export type { FailedFrame, JobFailures } from "./app/jobs/list-failures.ts";
export type { Box, Classification, Detection, Predictions } from "./core/frame/predictions.ts";
export type { FileStamp, FileVersion } from "./core/files/file-version.ts";
export type { FrameIdentity } from "./core/frame/frame-identity.ts";
export type { PixelSize } from "./core/image/image-size.ts";
export type { FileId } from "./core/files/landed-file.ts";
export type { TensorChannels, TensorFit, TensorLayout } from "./core/image/pixel-tensor.ts";
export type { GapLine } from "./results/gap-stats.ts";
export type { CroppedPart } from "./core/frame/cropped-part.ts";
export type { AnsweringWorker, FrameResult, Outcome } from "./core/frame/frame-result.ts";
export type { LeftOutCounts, SelectionRule } from "./core/selection-rule.ts";
export type {
  FailureGroup,
  Latencies,
  MirrorCounts,
  Problem,
  RecordingCounts,
  RejectingService,
  RequestLimit,
  RunStop,
  RunSummary,
  ServiceCounts,
  SourceGaps,
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
export type { AnnotateOptions } from "./options/annotate-options.ts";
export type { BatchOptions } from "./options/batch-options.ts";
export type { BrokerOptions } from "./options/broker-options.ts";
export type { EdgeOptions } from "./options/edge-options.ts";
export type { WorkOptions } from "./options/work-options.ts";
export type { QuotaOptions } from "./options/quota-options.ts";
export type { RequestRate } from "./options/rates.ts";
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
export type {
  CameraLoginOptions,
  CameraTrustOptions,
  LiveOptions,
  RtspTransport,
} from "./options/live-options.ts";
export type { ListenAddress } from "./options/listen-address.ts";
export type { MonitoringOptions } from "./options/monitoring-options.ts";
export type { MotionOptions } from "./options/motion-options.ts";
export type { OptionsInput } from "./options/options-schema.ts";
export type { OverflowOptions, WhenFull } from "./options/overflow-options.ts";
export type { ProtocolName, ProtocolOptions } from "./options/protocol-options.ts";
export type { RecordingLimits, RecordingOptions } from "./options/recording-options.ts";
export type { RecordOptions } from "./options/record-options.ts";
export type { RegionOptions } from "./options/region-options.ts";
export type { ReportOptions, ResultsReportOptions } from "./options/report-options.ts";
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
export type { SimilarOptions } from "./options/similar-options.ts";
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
