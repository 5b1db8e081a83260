import { statSync } from "node:fs";
import { freeBytesAt } from "../core/files/free-bytes.ts";
import { join } from "node:path";
import type { PauseReason } from "../core/events/slice-events.ts";
import { frameName } from "./frame-name.ts";
import type { FramesFolder } from "./frames-folder.ts";
import { type SpoolLimits, defaultMinFreeBytes, pauseReason } from "./pause-reason.ts";
import { type SizeOf, SpoolBytes } from "./spool-bytes.ts";

/** Settings of a quota; units are in the names. */
export interface SpoolQuotaSettings {
  /** Maximum size of a spool, in bytes. */
  readonly spoolSizeBytes: number;
  /** Minimum free space on the disk, in bytes; `null` for the default. */
  readonly minFreeBytes: number | null;
  /** Index of the first frame that will be written. */
  readonly firstIndex: number;
  readonly format: string;
  /** True if frames may wait for later ones without being sent. @default false */
  readonly holdsFrames?: boolean;
}

/** Disk quota of a slicer in a frames folder. For a folder that keeps its frames, only the disk is limited. */
export class SpoolQuota {
  readonly limits: SpoolLimits;
  /** True if frames must be readable by their owner only. */
  readonly isPrivate: boolean;
  /** Absolute path of the frames folder. */
  readonly path: string;
  /**
   * Size of the frames that may wait for later ones without being sent, in bytes: a quarter of the room at the start, so
   * that what is sent besides is enough to let a paused slicer go on.
   */
  readonly maxHeldBytes: number;
  readonly #spool: SpoolBytes | null;
  #freeBytes: number;

  constructor({ path, isSpool }: FramesFolder, settings: SpoolQuotaSettings) {
    const { spoolSizeBytes, minFreeBytes, firstIndex, format, holdsFrames = false } = settings;
    // A snapshot of a camera stays in the format that it came in.
    const formats = [format, ...["jpg", "png", "webp"].filter((other) => other !== format)];
    const sizeOf: SizeOf = (index) =>
      formats.reduce<ReturnType<SizeOf>>(
        (size, each) => size ?? sizeOfFile(join(path, frameName(index, each))),
        null,
      );
    this.isPrivate = isSpool;
    this.path = path;
    this.#spool = isSpool ? new SpoolBytes(firstIndex, sizeOf) : null;
    this.#freeBytes = freeBytesAt(path);
    const limits = {
      spoolBytes: isSpool ? spoolSizeBytes : Number.POSITIVE_INFINITY,
      freeBytes: minFreeBytes ?? defaultMinFreeBytes(this.#freeBytes),
    };
    const roomBytes = Math.min(limits.spoolBytes, Math.max(0, this.#freeBytes - limits.freeBytes));
    this.maxHeldBytes = isSpool ? roomBytes / 4 : Number.POSITIVE_INFINITY;
    const heldBytes = holdsFrames && isSpool ? this.maxHeldBytes : 0;
    this.limits = { ...limits, heldBytes };
  }

  /** Size of the frames in the spool now, in bytes; 0 for a folder that keeps its frames. */
  get spoolBytes(): number {
    this.#spool?.count();
    return this.#spool?.bytes ?? 0;
  }

  /** ffmpeg is about to write this frame. */
  frameSliced(index: number): void {
    this.#spool?.frameSliced(index);
  }

  /** A frame has its outcome, and its image is deleted if it should be. */
  frameFinished(index: number, byteLength: number): void {
    this.#spool?.frameFinished(index, byteLength);
  }

  /** Updates the size of the spool and the free space. */
  refresh(): void {
    this.#spool?.count();
    this.#freeBytes = freeBytesAt(this.path);
  }

  /** Reason to pause the slicer, as of the last update; `null` if it may write. */
  pauseReason(isPaused: boolean): PauseReason | null {
    const usage = { spoolBytes: this.#spool?.bytes ?? 0, freeBytes: this.#freeBytes };
    return pauseReason(usage, this.limits, isPaused);
  }
}

/** Takes 2 microseconds; an asynchronous call would cost more. */
function sizeOfFile(path: string): ReturnType<SizeOf> {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? null;
  } catch {
    return "unknown";
  }
}
