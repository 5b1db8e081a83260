import { statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { PauseReason } from "../core/events.ts";
import { frameName } from "./frame-name.ts";
import type { FramesFolder } from "./frames-folder.ts";
import { type RoomLimits, usualFloorBytes, pauseReason } from "./pause-reason.ts";
import { type SizeOf, SpoolBytes } from "./spool-bytes.ts";

/** How much room the frames may take; units are in the names. */
export interface RoomSettings {
  /** Most bytes in a spool. */
  readonly spoolSizeBytes: number;
  /** Bytes that stay free on the disk; `null` for the usual floor. */
  readonly minFreeBytes: number | null;
  /** Index of the first frame that will be written. */
  readonly firstIndex: number;
  readonly format: string;
}

/** The room that a slicer has in a frames folder. A folder that keeps its frames has no size, only its disk. */
export class SpoolQuota {
  readonly limits: RoomLimits;
  /** Whether nobody but their owner may read the frames. */
  readonly isPrivate: boolean;
  readonly #path: string;
  readonly #spool: SpoolBytes | null;
  #freeBytes: number;

  constructor({ path, isSpool }: FramesFolder, settings: RoomSettings) {
    const { spoolSizeBytes, minFreeBytes, firstIndex, format } = settings;
    const sizeOf: SizeOf = (index) => sizeOfFile(join(path, frameName(index, format)));
    this.isPrivate = isSpool;
    this.#path = path;
    this.#spool = isSpool ? new SpoolBytes(firstIndex, sizeOf) : null;
    this.#freeBytes = freeBytesAt(path);
    this.limits = {
      spoolBytes: isSpool ? spoolSizeBytes : Number.POSITIVE_INFINITY,
      freeBytes: minFreeBytes ?? usualFloorBytes(this.#freeBytes),
    };
  }

  /** ffmpeg is about to write this frame. */
  frameSliced(index: number): void {
    this.#spool?.frameSliced(index);
  }

  /** A frame has its final word, and its image went if it was to go. */
  frameSettled(index: number, byteLength: number): void {
    this.#spool?.frameSettled(index, byteLength);
  }

  /** Looks at the disk, and at what was written last. */
  look(): void {
    this.#spool?.count();
    this.#freeBytes = freeBytesAt(this.#path);
  }

  /** Why the slicer has to stand still, by what is known; `null` when it may write. */
  pauseReason(isPaused: boolean): PauseReason | null {
    const room = { spoolBytes: this.#spool?.bytes ?? 0, freeBytes: this.#freeBytes };
    return pauseReason(room, this.limits, isPaused);
  }
}

/** 2 microseconds; awaiting it would cost a frame more. */
function sizeOfFile(path: string): ReturnType<SizeOf> {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? null;
  } catch {
    return "unknown";
  }
}

/** Infinite where nobody can tell: then only a full disk itself stops the slicer. */
function freeBytesAt(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
