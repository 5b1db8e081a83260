/** Turns a folder into whole image files, each once. */
export interface Watcher {
  /** Resolves when nothing that lands from now on can be missed. */
  ready(signal: AbortSignal): Promise<void>;

  /**
   * The files that land, about in the order of landing. Ends when `writer` has settled and a listing
   * of the folder shows nothing that was not handed out; an abort ends it at once.
   *
   * @throws FrameferryError `ERR_FRAMES_FOLDER_LOST` when the folder can no longer be read.
   */
  files(writer: Promise<unknown>, signal: AbortSignal): AsyncIterable<LandedFile>;
}

/** A whole image file. */
export interface LandedFile {
  /** Path below the folder, with `/` between its parts. */
  readonly relativePath: string;
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970. */
  readonly modifiedAtMs: number;
  /** Reading of the monotonic clock when it was noticed, in milliseconds. */
  readonly landedAtMs: number;
}
