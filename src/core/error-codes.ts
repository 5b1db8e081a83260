/**
 * Which part of the world is at fault; each kind has its exit code in the command line.
 *
 * `usage`: options or configuration. `source`: the video, folder or wrapped command.
 * `environment`: ffmpeg, the state folder, the disk. `owned`: another frameferry works on the same
 * job. `service`: the service never answered.
 */
export type ErrorKind = "usage" | "source" | "environment" | "owned" | "service";

/** Stable names for what can go wrong: for programs to switch on and for people to search for. */
export type ErrorCode =
  | "ERR_OPTION"
  | "ERR_VIDEO_MISSING"
  | "ERR_VIDEO_UNREADABLE"
  | "ERR_VIDEO_REFUSED"
  | "ERR_NO_VIDEO_STREAM"
  | "ERR_VIDEO_CHANGED"
  | "ERR_SOURCE_MISSING"
  | "ERR_SOURCE_UNREADABLE"
  | "ERR_COMMAND_FAILED"
  | "ERR_FRAMES_FOLDER_NOT_EMPTY"
  | "ERR_FRAMES_FOLDER_LOST"
  | "ERR_FFMPEG_MISSING"
  | "ERR_FFMPEG_BROKEN"
  | "ERR_FFMPEG_UNAVAILABLE"
  | "ERR_FFMPEG_CRASHED"
  | "ERR_DISK_FULL"
  | "ERR_FOLDER_UNUSABLE"
  | "ERR_LEDGER_UNUSABLE"
  | "ERR_RECORD_LOST"
  | "ERR_JOB_OWNED"
  | "ERR_JOB_UNKNOWN"
  | "ERR_JOB_HAS_FAILURES"
  | "ERR_PORT_UNUSABLE"
  | "ERR_COUNTS_DISAGREE"
  | "ERR_FRAMES_FAILED"
  | "ERR_ALL_REJECTED"
  | "ERR_SERVICE_SILENT";
