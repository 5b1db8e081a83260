import { close, closeSync, fstatSync, openSync, read } from "node:fs";
import { promisify } from "node:util";
import { isSystemError } from "../core/files/system-error.ts";
import type { Frame } from "../core/frame/frame.ts";
import { READ_UNLINKED } from "../core/platform/open-flags.ts";

/**
 * The image of a frame, held open: it can be read even after its file was deleted or moved. Disposing it lets the
 * image go, and must follow.
 */
export interface HeldImage extends AsyncDisposable {
  /** All of its bytes; `null` if it was cut short meanwhile. @throws the system's error if the disk cannot be read. */
  readonly read: () => Promise<Buffer | null>;
}

/**
 * Takes hold of the image of a frame at once, while the caller knows that it is still there: when its last request
 * has ended, and before it has its outcome. It takes three short system calls, so that it is for a few frames a
 * second, and not for each. Answers `null` if the file is gone, is another one by now, or cannot be opened.
 */
export function holdImage({ path, byteLength, modifiedAtMs }: Frame): HeldImage | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, READ_UNLINKED);
    const { size, mtimeMs } = fstatSync(descriptor);
    if (size === byteLength && mtimeMs === modifiedAtMs) return heldImage(descriptor, byteLength);
  } catch (error) {
    // A picture is an extra: whatever keeps its file from being opened here says so where the frame is sent.
    if (!isSystemError(error)) throw error;
  }
  if (descriptor !== null) closeSync(descriptor);
  return null;
}

function heldImage(descriptor: number, byteLength: number): HeldImage {
  return {
    read: async () => {
      const bytes = Buffer.allocUnsafe(byteLength);
      let filled = 0;
      while (filled < byteLength) {
        const { bytesRead } = await readPart(
          descriptor,
          bytes,
          filled,
          byteLength - filled,
          filled,
        );
        if (bytesRead === 0) return null;
        filled += bytesRead;
      }
      return bytes;
    },
    [Symbol.asyncDispose]: async () => await closeFile(descriptor),
  };
}

const readPart = promisify(read);
const closeFile = promisify(close);
