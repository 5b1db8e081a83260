import type { ByteWindow } from "./byte-window.ts";
import type { Completeness } from "./completeness.ts";

/** Test for completeness of one image format. */
export interface ImageFormat {
  /** Beginnings of its files, of at most eight bytes, one character each; a file has any of them. */
  readonly signatures: readonly string[];
  /**
   * Decides by the bytes alone. Whatever they are, it ends after work that grows at most with the
   * size of the file, and does not throw (a failed read does).
   */
  examine(file: ByteWindow): Completeness;
}
