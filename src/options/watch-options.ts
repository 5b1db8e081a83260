import { z } from "zod";
import { type DeliveredOptions, deliveredShape } from "./delivered-options.ts";
import { type FailureOptions, failureShape } from "./failure-options.ts";
import { type FolderOptions, folderShape } from "./folder-options.ts";
import { type OverflowOptions, overflowShape } from "./overflow-options.ts";
import { type RecordOptions, recordShape } from "./record-options.ts";
import { type SendOptions, sendShape } from "./send-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, plainText, textList, wholeNumber } from "./units.ts";

/** When a watch ends by itself; by whichever comes first, and without any of them never. */
export interface EndingOptions {
  /** Ends when nothing has landed for so long and nothing is left to deliver, in milliseconds. @default null */
  readonly untilIdleMs: number | null;
  /** Ends when every folder holds a file of this name, and what was written before is delivered. @default null */
  readonly untilFile: string | null;
  /** Ends when the process of this number has ended, and what it wrote is delivered. @default null */
  readonly untilPid: number | null;
  /** Ends after so many frames. @default null */
  readonly maxFrames: number | null;
}

/** Everything that `watch` needs to know. */
export interface WatchOptions
  extends
    FolderOptions,
    EndingOptions,
    OverflowOptions,
    DeliveredOptions,
    SendOptions,
    FailureOptions,
    RecordOptions {
  /** Folders to watch; one that does not exist yet is waited for. */
  readonly folders: readonly string[];
  /** Whether files that are there at the start are left alone. @default false */
  readonly onlyNew: boolean;
  /** Pause between two listings that look for what no event told of, in milliseconds. @default 30000 */
  readonly rescanMs: number;
  /** Whether to list the folders once a second without asking the system for events. @default false */
  readonly poll: boolean;
  /** A program, with its arguments, that writes the frames: it is run, and the watch ends after it. @default [] */
  readonly command: readonly string[];
  /** Time that the command has to end once it was told to (by the first signal, or by an end of the watch), in milliseconds; it is killed after that. @default 2000 */
  readonly killAfterMs: number;
}

export const watchShape: OptionsSchema<WatchOptions> = {
  folders: textList(1),
  onlyNew: z.boolean("must be true or false").default(false),
  rescanMs: durationMs(100).default(30_000),
  poll: z.boolean("must be true or false").default(false),
  command: z.array(z.string()).default([]),
  killAfterMs: durationMs(0).default(2000),
  untilIdleMs: durationMs(1).nullable().default(null),
  untilFile: plainText().nullable().default(null),
  untilPid: wholeNumber(1).nullable().default(null),
  maxFrames: wholeNumber(1).nullable().default(null),
  ...folderShape,
  ...overflowShape,
  ...deliveredShape,
  ...sendShape,
  ...failureShape,
  ...recordShape,
};
