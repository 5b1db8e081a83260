import type { PauseReason } from "../core/events.ts";

/** What a slicer has used of its room, and what is left. */
export interface Room {
  /** Bytes of the frames in the spool that have no final word yet; 0 for a folder that keeps its frames. */
  readonly spoolBytes: number;
  /** Bytes that are free on the disk. */
  readonly freeBytes: number;
}

/** How much room a slicer may take. */
export interface RoomLimits {
  /** Most bytes in the spool. */
  readonly spoolBytes: number;
  /** Bytes that stay free on the disk. */
  readonly freeBytes: number;
}

/**
 * Why a slicer has to stand still, or to go on doing so; `null` when it may write. It pauses a little
 * before the spool is full, and goes on when there is room for more than a few frames.
 */
export function pauseReason(room: Room, limits: RoomLimits, isPaused: boolean): PauseReason | null {
  const fullBytes = limits.spoolBytes - Math.min(limits.spoolBytes / 2, LEAD_BYTES);
  const isSpoolFull = room.spoolBytes >= fullBytes * (isPaused ? EMPTIED_SHARE : 1);
  if (isSpoolFull && room.spoolBytes > 0) return "spoolFull";
  // Behind an empty spool there is nothing whose delivery would make more room.
  const wantsMore = isPaused && room.spoolBytes > 0;
  return room.freeBytes < limits.freeBytes * (wantsMore ? RELIEVED_SHARE : 1) ? "diskLow" : null;
}

/** The floor where the user names none: 1 GB, or half of what is free at the start if that is less. */
export function usualFloorBytes(freeBytesAtStart: number): number {
  return Math.min(1e9, freeBytesAtStart / 2);
}

/** What ffmpeg may write before a pause takes hold: a quarter of a second of large images. */
const LEAD_BYTES = 64 * 1024 * 1024;
const EMPTIED_SHARE = 0.75;
const RELIEVED_SHARE = 1.1;
