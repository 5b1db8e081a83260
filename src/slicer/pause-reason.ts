import type { PauseReason } from "../core/events/slice-events.ts";

/** Disk usage of a slicer. */
export interface SpoolUsage {
  /** Size of the spool's frames without outcome, in bytes; 0 for a folder that keeps its frames. */
  readonly spoolBytes: number;
  /** Free space on the disk, in bytes. */
  readonly freeBytes: number;
}

/** Limits of disk usage. */
export interface SpoolLimits {
  /** Maximum size of the spool, in bytes. */
  readonly spoolBytes: number;
  /** Minimum free space on the disk, in bytes. */
  readonly freeBytes: number;
  /** Size of the frames in the spool that may wait for later ones without being sent, in bytes. @default 0 */
  readonly heldBytes?: number;
}

/**
 * Reason to pause a slicer, or to keep it paused; `null` if it may write. It pauses a little before the
 * spool is full, and resumes when there is space for more than a few frames.
 */
export function pauseReason(
  usage: SpoolUsage,
  limits: SpoolLimits,
  isPaused: boolean,
): PauseReason | null {
  const fullBytes = limits.spoolBytes - Math.min(limits.spoolBytes / 2, LEAD_BYTES);
  const isSpoolFull = usage.spoolBytes >= fullBytes * (isPaused ? EMPTIED_SHARE : 1);
  if (isSpoolFull && usage.spoolBytes > 0) return "spoolFull";
  // Of an empty spool, or one whose frames wait for later ones, no delivery would free space.
  const wantsMore = isPaused && usage.spoolBytes > (limits.heldBytes ?? 0);
  return usage.freeBytes < limits.freeBytes * (wantsMore ? RELIEVED_SHARE : 1) ? "diskLow" : null;
}

/** Default minimum of free space: 1 GB, or half of the free space at the start if that is less. */
export function defaultMinFreeBytes(freeBytesAtStart: number): number {
  return Math.min(1e9, freeBytesAtStart / 2);
}

/** Output of ffmpeg until a pause takes effect: a quarter of a second of large images. */
const LEAD_BYTES = 64 * 1024 * 1024;
const EMPTIED_SHARE = 0.75;
const RELIEVED_SHARE = 1.1;
