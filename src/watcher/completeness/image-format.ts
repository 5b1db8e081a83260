import type { ByteWindow } from "./byte-window.ts";
import type { Completeness } from "./completeness.ts";

/** How to tell whether a file of one image format is whole. */
export interface ImageFormat {
  /** As people call it, such as `JPEG`. */
  readonly name: string;
  /** Whether a file that begins with `head` (16 bytes) is of this format. */
  recognises(head: Buffer): boolean;
  /**
   * Decides by the bytes alone. Whatever they are, it ends after work that grows at most with the
   * size of the file, looks at nothing behind the end, and does not throw (a failed read does).
   */
  examine(file: ByteWindow): Completeness;
}
