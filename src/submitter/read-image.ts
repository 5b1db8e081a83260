import {
  close,
  closeSync,
  constants,
  fstat,
  fstatSync,
  open,
  openSync,
  read,
  readSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { base64Length } from "../core/base64.ts";
import type { Frame } from "../core/frame.ts";
import type { BodyRoom } from "../core/protocol.ts";
import type { BodyBuffers } from "./body-buffers.ts";

/** A buffer that holds an image in its middle, from `start` to `end`. */
export interface LoadedImage {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Why an image could not be read, in words. */
export interface ReadFault {
  readonly readFault: string;
}

/**
 * Reads images from the frames folder into reused buffers.
 *
 * A file in the page cache is read at once: 30 microseconds, against 200 by the thread pool. A read
 * that took long (a network folder) makes the following ones go by the thread pool for a while, so
 * that a slow disk never stalls the connections.
 */
export class ImageReader {
  readonly #buffers: BodyBuffers;
  #slowReadsLeft = 0;

  constructor(buffers: BodyBuffers) {
    this.#buffers = buffers;
  }

  /** Reads one frame; never throws for a file that is missing, unreadable or not a plain file. */
  async read(frame: Frame, room: BodyRoom): Promise<LoadedImage | ReadFault> {
    const path = join(frame.folder, frame.relativePath);
    const startedMs = performance.now();
    try {
      const isSlow = this.#slowReadsLeft > 0;
      return isSlow ? await this.#readInBackground(path, room) : this.#readAtOnce(path, room);
    } catch (error) {
      return { readFault: inWords(error as NodeJS.ErrnoException) };
    } finally {
      if (performance.now() - startedMs > SLOW_READ_MS)
        this.#slowReadsLeft = READS_UNTIL_NEXT_TRIAL;
      else this.#slowReadsLeft = Math.max(0, this.#slowReadsLeft - 1);
    }
  }

  #readAtOnce(path: string, room: BodyRoom): LoadedImage | ReadFault {
    const descriptor = openSync(path, OPEN_FLAGS);
    try {
      const stats = fstatSync(descriptor);
      const refusal = whyNotReadable(stats);
      if (refusal !== null) return { readFault: refusal };
      const image = this.#place(stats.size, room);
      const length = readSync(descriptor, image.buffer, image.start, stats.size, 0);
      return length === stats.size ? image : { readFault: "the file shrank while it was read" };
    } finally {
      closeSync(descriptor);
    }
  }

  async #readInBackground(path: string, room: BodyRoom): Promise<LoadedImage | ReadFault> {
    const descriptor = await openLater(path, OPEN_FLAGS);
    try {
      const stats = await fstatLater(descriptor);
      const refusal = whyNotReadable(stats);
      if (refusal !== null) return { readFault: refusal };
      const image = this.#place(stats.size, room);
      const { bytesRead } = await readLater(descriptor, image.buffer, image.start, stats.size, 0);
      return bytesRead === stats.size ? image : { readFault: "the file shrank while it was read" };
    } finally {
      await closeLater(descriptor);
    }
  }

  /** Leaves room on the left for what base64 adds, so that it can be written over the image. */
  #place(byteLength: number, { imageAs, headRoom, tailRoom }: BodyRoom): LoadedImage {
    const growth = imageAs === "base64" ? base64Length(byteLength) - byteLength : 0;
    const start = headRoom + growth;
    const buffer = this.#buffers.take(start + byteLength + tailRoom);
    return { buffer, start, end: start + byteLength };
  }
}

const openLater = promisify(open);
const fstatLater = promisify(fstat);
const readLater = promisify(read);
const closeLater = promisify(close);

/** A link is not followed out of the folder, and a pipe does not hold us up. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const SLOW_READ_MS = 10;
const READS_UNTIL_NEXT_TRIAL = 200;
const LARGEST_IMAGE_BYTES = 256 * 1024 * 1024;

function whyNotReadable(stats: { isFile(): boolean; size: number }): string | null {
  if (!stats.isFile()) return "it is not a regular file";
  if (stats.size === 0) return "the file is empty";
  return stats.size > LARGEST_IMAGE_BYTES ? "the file is larger than 256 MiB" : null;
}

function inWords(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
      return "the file vanished before it was sent";
    case "EACCES":
    case "EPERM":
      return "the file may not be read by this user";
    case "ELOOP":
      return "it is a symbolic link";
    default:
      return `the file cannot be read: ${error.message}`;
  }
}
