import { oneOf } from "./one-of.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, textList, wholeNumber } from "./units.ts";

/** Order in which files are taken that were there before. */
export type FileOrder = "oldest" | "newest" | "name";

const FILE_ORDERS: readonly FileOrder[] = ["oldest", "newest", "name"];

/** Which files of a folder are frames, and when they are whole. */
export interface FolderOptions {
  /** Globs of which a file must match one; empty means the usual image extensions. @default [] */
  readonly match: readonly string[];
  /** Globs of which a file must match none. @default [] */
  readonly ignore: readonly string[];
  /** Levels of sub-folders that belong to a folder; 0 means none, `null` all. @default null */
  readonly depth: number | null;
  /** Order in which files that are there already are taken; `null` takes them as the file system lists them, about by name. @default null */
  readonly order: FileOrder | null;
  /** How long an unfinished file may stay unchanged before it counts as failed, in milliseconds. @default 10000 */
  readonly settleMs: number;
}

export const folderShape: OptionsSchema<FolderOptions> = {
  match: textList().default([]),
  ignore: textList().default([]),
  depth: wholeNumber(0).nullable().default(null),
  order: oneOf(FILE_ORDERS).nullable().default(null),
  settleMs: durationMs(0).default(10_000),
};
