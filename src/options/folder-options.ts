import { optional } from "./option.ts";
import { oneOf } from "./one-of.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, textList, wholeNumber } from "./units.ts";

/** Order in which files are taken that were there before. */
export type FileOrder = "oldest" | "newest" | "name";

const FILE_ORDERS: readonly FileOrder[] = ["oldest", "newest", "name"];

/** Selection of the frames among the files of a folder, and the test that they are complete. */
export interface FolderOptions {
  /** Globs; a file must match one of them. Empty: the usual extensions of images. @default [] */
  readonly match: readonly string[];
  /** Globs; a file must match none of them. @default [] */
  readonly ignore: readonly string[];
  /** Levels of subfolders to include. 0: none. `null`: all. @default null */
  readonly depth: number | null;
  /**
   * Order in which files are taken that exist at the start. `null`: as the file system lists them, roughly by
   * name. @default null
   */
  readonly order: FileOrder | null;
  /** Time without a change after which an incomplete file counts as failed, in milliseconds. @default 10000 */
  readonly settleMs: number;
}

export const folderSchema: OptionsSchema<FolderOptions> = {
  match: optional(textList, []),
  ignore: optional(textList, []),
  depth: optional(() => wholeNumber(0), null),
  order: optional(() => oneOf(FILE_ORDERS), null),
  settleMs: optional(() => durationMs(0), 10_000),
};
