import {
  close,
  closeSync,
  fstat,
  fstatSync,
  open,
  openSync,
  read,
  readSync,
  type Stats,
} from "node:fs";
import { promisify } from "node:util";
import { base64Length } from "../../core/image/base64.ts";
import { isUnchanged } from "../../core/files/file-version.ts";
import { lastReadOf } from "../../core/files/last-read.ts";
import { SyncPace } from "../../core/files/sync-pace.ts";
import { recordDigest } from "../../core/frame/frame-digest.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { isOpenedAt, isSameFile } from "../../core/files/landed-file.ts";
import { READ_UNLINKED } from "../../core/platform/open-flags.ts";
import type { BodyLayout } from "../../core/service/protocol.ts";
import type { BodyBuffers } from "./body-buffers.ts";
import { type ReadFault, readFaultOf } from "../read-fault.ts";
import type { SentImage } from "./place-detections.ts";

/** A buffer that holds an image in its middle, from `start` to `end`. */
export interface LoadedImage extends SentImage {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Source of the images of frames, as they are to be sent. */
export interface ImageSource {
  /** Never throws for a file that is missing, unreadable, changed or no plain file. */
  read(frame: Frame, layout: BodyLayout): Promise<LoadedImage | ReadFault>;
}

/** Makes a source of images that brings them in these buffers, as they are. */
export type ImageOpener = (buffers: BodyBuffers) => ImageSource;

/** The two ways to read bytes of an open file, from its beginning; each returns how many were read. */
export interface ReadCalls {
  /** Everything else stands still meanwhile. */
  readonly atOnce: (descriptor: number, into: Buffer, at: number, byteLength: number) => number;
  readonly inBackground: (
    descriptor: number,
    into: Buffer,
    at: number,
    byteLength: number,
  ) => Promise<number>;
}

/** Reads images into reused buffers, and only in the version that landed. */
export class ImageReader implements ImageSource {
  readonly #buffers: BodyBuffers;
  readonly #calls: ReadCalls;
  readonly #pace = new SyncPace();

  constructor(buffers: BodyBuffers, calls: ReadCalls = systemCalls) {
    this.#buffers = buffers;
    this.#calls = calls;
  }

  async read(frame: Frame, layout: BodyLayout): Promise<LoadedImage | ReadFault> {
    const startedMs = performance.now();
    const { isAtOnce } = this.#pace;
    try {
      return isAtOnce
        ? this.#readAtOnce(frame, layout)
        : await this.#readInBackground(frame, layout);
    } catch (error) {
      return readFaultOf(error as NodeJS.ErrnoException);
    } finally {
      const tookMs = performance.now() - startedMs;
      if (isAtOnce) this.#pace.noteAtOnce(tookMs);
      else this.#pace.noteInBackground(tookMs);
    }
  }

  #readAtOnce(frame: Frame, layout: BodyLayout): LoadedImage | ReadFault {
    const known = lastReadOf(frame);
    if (known !== null && known.length > 0) return this.#copy(frame, known, layout);
    const descriptor = openSync(frame.path, READ_UNLINKED);
    try {
      const stats = fstatSync(descriptor);
      const fault = whyNotReadable(frame, descriptor, stats);
      if (fault !== null) return fault;
      const image = placeImage(this.#buffers, stats.size, layout);
      const length = this.#calls.atOnce(descriptor, image.buffer, image.start, stats.size);
      const isSame = length === stats.size && isUnchanged(frame, fstatSync(descriptor));
      return this.#accept(frame, image, isSame);
    } finally {
      closeSync(descriptor);
    }
  }

  #copy(frame: Frame, bytes: Buffer, layout: BodyLayout): LoadedImage {
    const image = placeImage(this.#buffers, bytes.length, layout);
    bytes.copy(image.buffer, image.start);
    recordDigest(frame, bytes);
    return image;
  }

  async #readInBackground(frame: Frame, layout: BodyLayout): Promise<LoadedImage | ReadFault> {
    const descriptor = await openLater(frame.path, READ_UNLINKED);
    try {
      const stats = await fstatLater(descriptor);
      const fault = whyNotReadable(frame, descriptor, stats);
      if (fault !== null) return fault;
      const image = placeImage(this.#buffers, stats.size, layout);
      const { buffer, start } = image;
      const length = await this.#calls.inBackground(descriptor, buffer, start, stats.size);
      const isSame = length === stats.size && isUnchanged(frame, await fstatLater(descriptor));
      return this.#accept(frame, image, isSame);
    } finally {
      await closeLater(descriptor);
    }
  }

  /** @param isSame true if what was read is all of the version that landed. */
  #accept(frame: Frame, image: LoadedImage, isSame: boolean): LoadedImage | ReadFault {
    if (!isSame) return this.#discard(image);
    recordDigest(frame, image.buffer.subarray(image.start, image.end));
    return image;
  }

  #discard({ buffer }: LoadedImage): ReadFault {
    this.#buffers.giveBack(buffer);
    return CHANGED;
  }
}

/** Leaves room on the left for what base64 adds, so that it can be written over the image. */
export function placeImage(
  buffers: BodyBuffers,
  byteLength: number,
  { imageAs, maxHeadBytes, maxTailBytes }: BodyLayout,
): LoadedImage {
  const growth = imageAs === "base64" ? base64Length(byteLength) - byteLength : 0;
  const start = maxHeadBytes + growth;
  const buffer = buffers.take(start + byteLength + maxTailBytes);
  return { buffer, start, end: start + byteLength };
}

const openLater = promisify(open);
const fstatLater = promisify(fstat);
const readLater = promisify(read);
const closeLater = promisify(close);

const systemCalls: ReadCalls = {
  atOnce: (descriptor, into, at, byteLength) => readSync(descriptor, into, at, byteLength, 0),
  inBackground: async (descriptor, into, at, byteLength) =>
    (await readLater(descriptor, into, at, byteLength, 0)).bytesRead,
};

const MAX_IMAGE_BYTES = 256 * 1024 * 1024;

const CHANGED: ReadFault = {
  readFault: "changed",
  reason: "the file changed after it had landed",
};

const THROUGH_A_LINK: ReadFault = {
  readFault: "unreadable",
  reason: "a folder on its path has been replaced by a link",
};

function whyNotReadable(frame: Frame, descriptor: number, stats: Stats): ReadFault | null {
  if (!stats.isFile()) return { readFault: "unreadable", reason: "it is not a regular file" };
  // The numbers are compared first, for they cost nothing.
  const isOurs = isSameFile(frame, stats) || isOpenedAt(frame.path, descriptor, stats);
  if (!isOurs) return THROUGH_A_LINK;
  if (!isUnchanged(frame, stats)) return CHANGED;
  if (stats.size === 0) return { readFault: "unreadable", reason: "the file is empty" };
  if (stats.size <= MAX_IMAGE_BYTES) return null;
  return { readFault: "unreadable", reason: "the file is larger than 256 MiB" };
}
