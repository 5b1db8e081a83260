import { optional, required } from "./option.ts";
import { z } from "zod";
import { type DeliveredOptions, deliveredSchema } from "./delivered-options.ts";
import { type EdgeOptions, edgeSchema } from "./edge-options.ts";
import { type FailureOptions, failureSchema } from "./failure-options.ts";
import { type FolderOptions, folderSchema } from "./folder-options.ts";
import { type OverflowOptions, overflowSchema } from "./overflow-options.ts";
import { type RecordOptions, recordSchema } from "./record-options.ts";
import { type SendOptions, sendSchema } from "./send-options.ts";
import { type MonitoringOptions, monitoringSchema } from "./monitoring-options.ts";
import { type MotionOptions, motionSchema } from "./motion-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type SimilarOptions, similarSchema } from "./similar-options.ts";
import { durationMs, plainText, textList, wholeNumber, yesOrNo } from "./units.ts";

/** Conditions that end a watch, whichever is met first; without any it does not end by itself. */
export interface EndingOptions {
  /**
   * Time without a new frame after which the watch ends once everything is delivered, in milliseconds. `null`: no
   * such end. @default null
   */
  readonly untilIdleMs: number | null;
  /**
   * Name of a file: the watch ends when every folder contains it and everything written before is delivered.
   * `null`: no such end. @default null
   */
  readonly untilFile: string | null;
  /**
   * Number of a process: the watch ends when it has ended and everything it wrote is delivered. `null`: no such
   * end. @default null
   */
  readonly untilPid: number | null;
  /** Number of frames after which the watch ends. `null`: no such end. @default null */
  readonly maxFrames: number | null;
}

/** Options of `watch`. */
export interface WatchOptions
  extends
    FolderOptions,
    SimilarOptions,
    MotionOptions,
    EndingOptions,
    OverflowOptions,
    DeliveredOptions,
    SendOptions,
    EdgeOptions,
    FailureOptions,
    RecordOptions,
    MonitoringOptions {
  /** Folders to watch; the watch waits for one that does not exist yet. */
  readonly folders: readonly string[];
  /** True to ignore files that exist at the start. @default false */
  readonly onlyNew: boolean;
  /**
   * Interval of the listings that find files for which there was no event, in milliseconds. A known file that is
   * rewritten without an event is found at the next listing too, but among 100,000 files only after minutes.
   * @default 30000
   */
  readonly rescanMs: number;
  /** True to list the folders once a second instead of asking the system for events. @default false */
  readonly poll: boolean;
  /** Program, with its arguments, that writes the frames: it is started, and the watch ends after it. @default [] */
  readonly command: readonly string[];
  /**
   * Time that the command has to end after it was asked to (by the first signal or an end of the watch), in
   * milliseconds; then it is killed. @default 2000
   */
  readonly killAfterMs: number;
}

export const watchSchema: OptionsSchema<WatchOptions> = {
  folders: required(() => textList(1)),
  onlyNew: optional(yesOrNo, false),
  rescanMs: optional(() => durationMs(100), 30_000),
  poll: optional(yesOrNo, false),
  command: optional(() => z.array(z.string()), []),
  killAfterMs: optional(() => durationMs(0), 2000),
  untilIdleMs: optional(() => durationMs(1), null),
  untilFile: optional(plainText, null),
  untilPid: optional(() => wholeNumber(1), null),
  maxFrames: optional(() => wholeNumber(1), null),
  ...folderSchema,
  ...similarSchema,
  ...motionSchema,
  ...overflowSchema,
  ...deliveredSchema,
  ...sendSchema,
  ...edgeSchema,
  ...failureSchema,
  ...recordSchema,
  ...monitoringSchema,
};
