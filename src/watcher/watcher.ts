import type { LandedVersion } from "../core/files/landed-file.ts";

/** Turns a folder, or a list of paths, into image files, each once in each of its versions. */
export interface Watcher extends AsyncDisposable {
  /** Resolves when nothing that lands from now on can be missed. */
  ready(signal: AbortSignal): Promise<void>;

  /**
   * The files that land, about in the order of landing. Ends when `writer` has settled and nothing is
   * left that was not handed out; an abort ends it at once.
   *
   * @throws FrameferryError `ERR_FRAMES_FOLDER_LOST` when a folder that must not go is gone.
   */
  files(writer: Promise<unknown>, signal: AbortSignal): AsyncIterable<LandedFile>;

  /** Asks for another look at a file that was handed out and has changed since. */
  lookAgain(file: Pick<LandedFile, "relativePath" | "path">): void;

  /** True if everything that was noticed has been handed out. */
  readonly isQuiet: boolean;

  /** Paths that cannot be accessed now: their content, and any change of it, is unknown. */
  readonly unreadable: readonly UnreadablePath[];
}

/** A folder that cannot be listed, or a file that was handed out and cannot be accessed again. */
export interface UnreadablePath {
  /** Absolute path. */
  readonly path: string;
  /** True if it is a folder, or may be one. */
  readonly isFolder: boolean;
  /** Why, as the end of a sentence: `is not there`. */
  readonly reason: string;
}

/** An image file that is whole, or that was given up. */
export interface LandedFile extends LandedVersion {
  /** Absolute path; no part of it was a link when it landed. */
  readonly path: string;
  /** Path below the folder, with `/` between its parts; for a listed path, as it was given. */
  readonly relativePath: string;
  /** Reading of the monotonic clock when it was seen to be whole, in milliseconds. */
  readonly landedAtMs: number;
  /** Why it must not be sent, in words: it stayed unfinished, say. `null` for a whole file. */
  readonly defect: string | null;
  /** Set where it was handed out before in the same size and time, so that only its bytes tell whether it is new. */
  readonly isRepeat?: true;
}
