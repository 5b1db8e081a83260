import { watchFolders as carryFolders } from "./compose/watch-folders.ts";
import { checkOptions, type Given } from "./options/shape.ts";
import { type WatchOptions, watchShape } from "./options/watch-options.ts";
import { type PipelineRun, startRun } from "./started-run.ts";

/** Options of `watchFolders`: `folders` and `to` are needed, all others have defaults. */
export interface WatchFoldersOptions extends Given<Omit<WatchOptions, "folders" | "to">> {
  /** Folders to watch; one that does not exist yet is waited for. */
  readonly folders: readonly string[];
  /** Address that each frame is posted to. */
  readonly to: string;
  /** Ends the watch: no further frame is taken, and requests in flight are finished. */
  readonly signal?: AbortSignal;
}

/**
 * Delivers what folders hold and what lands in them, until `signal` or another option ends it.
 *
 * @throws FrameferryError `ERR_OPTION` at once, for options that do not fit.
 */
export function watchFolders(options: WatchFoldersOptions): PipelineRun {
  const { signal, ...given } = options;
  const checked = checkOptions(watchShape, given);
  return startRun(
    async (follower, signals) => await carryFolders(checked, follower, signals),
    signal,
  );
}
