import { watchFolders as carryFolders } from "./app/sources/watch-folders.ts";
import type { DestinationInput } from "./options/service-targets.ts";
import { checkOptions, type OptionsInput } from "./options/options-schema.ts";
import { type SignalOption, signalShape } from "./options/signal-option.ts";
import { type WatchOptions, watchShape } from "./options/watch-options.ts";
import { type Run, startRun } from "./started-run.ts";

/** Options of `watchFolders`: `folders` and `to` are needed, all others have defaults. */
export interface WatchFoldersOptions
  extends
    OptionsInput<Omit<WatchOptions, "folders" | "to" | "routes">>,
    DestinationInput,
    SignalOption {
  /** Folders to watch; one that does not exist yet is waited for. */
  readonly folders: readonly string[];
}

/**
 * Delivers what folders hold and what lands in them, until `signal` or another option ends it.
 *
 * Never throws. The run rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit, before
 * anything is done, and another code when nothing could be carried, such as `ERR_JOB_OWNED`.
 */
export function watchFolders(options: WatchFoldersOptions): Run {
  return startRun(() => {
    const { signal, ...checked } = checkOptions({ ...watchShape, ...signalShape }, options);
    return { signal, work: async (...run) => await carryFolders(checked, ...run) };
  });
}
