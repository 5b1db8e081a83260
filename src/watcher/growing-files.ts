import type { FileVersion } from "../core/files/file-version.ts";
import { isSameVersion } from "./path-stats.ts";

/**
 * Files that cannot be handed out yet, and when to look at each again: when they change, and else on
 * a growing interval. Time comes in as an argument.
 */
export class GrowingFiles {
  readonly #settleMs: number;
  readonly #files = new Map<string, GrowingFile>();
  #parkedCount = 0;
  /** No file is due before this. */
  #nextDueMs = Number.POSITIVE_INFINITY;

  /** @param settleMs how long a file may stay as it is before it is given up. */
  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** Files that may still be handed out; without those that were given up and only might come back. */
  get waitingCount(): number {
    return this.#files.size - this.#parkedCount;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Notes that a file was looked at and is not whole, or not yet known to be. */
  note(path: string, version: FileVersion, nowMs: number): void {
    const previous = this.#files.get(path);
    const isUnchanged = previous !== undefined && isSameVersion(previous.version, version);
    const pauseMs = isUnchanged ? Math.min(previous.pauseMs * 2, MAX_PAUSE_MS) : FIRST_PAUSE_MS;
    this.#set(path, previous, {
      version,
      firstSeenMs: previous?.firstSeenMs ?? nowMs,
      unchangedSinceMs: isUnchanged ? previous.unchangedSinceMs : nowMs,
      pauseMs,
      lookAtMs: nowMs + pauseMs,
      isParked: isUnchanged && previous.isParked,
    });
  }

  /** Notes that a file could not be looked at, through no fault of its own: its time starts again. */
  postpone(path: string, version: FileVersion, nowMs: number): void {
    this.#set(path, this.#files.get(path), {
      version,
      firstSeenMs: nowMs,
      unchangedSinceMs: nowMs,
      pauseMs: FIRST_PAUSE_MS,
      lookAtMs: nowMs + POSTPONED_PAUSE_MS,
      isParked: false,
    });
  }

  /** Says that a file was given up, and that it is looked at further in case it comes back. */
  park(path: string): void {
    const file = this.#files.get(path);
    if (file !== undefined) this.#set(path, file, { ...file, isParked: true });
  }

  isParked(path: string): boolean {
    return this.#files.get(path)?.isParked === true;
  }

  /** Time that a file has been unchanged, in milliseconds; 0 for one that is not known or has changed. */
  unchangedForMs(path: string, version: FileVersion, nowMs: number): number {
    const file = this.#files.get(path);
    if (file === undefined || !isSameVersion(file.version, version)) return 0;
    return nowMs - file.unchangedSinceMs;
  }

  /** True if a file has been unfinished for so long that nobody seems to write it any more. */
  isGivenUp(path: string, version: FileVersion, nowMs: number): boolean {
    return this.unchangedForMs(path, version, nowMs) >= this.#settleMs;
  }

  /** True if a file has kept changing for longer than any writer should need. */
  isRestless(path: string, nowMs: number): boolean {
    const file = this.#files.get(path);
    return file !== undefined && nowMs - file.firstSeenMs >= this.#settleMs;
  }

  forget(path: string): void {
    if (this.#files.size === 0) return;
    if (this.isParked(path)) this.#parkedCount -= 1;
    this.#files.delete(path);
  }

  /** Files that it is time to look at again. */
  due(nowMs: number): readonly string[] {
    if (nowMs < this.#nextDueMs) return [];
    const paths: string[] = [];
    let nextDueMs = Number.POSITIVE_INFINITY;
    for (const [path, { lookAtMs }] of this.#files) {
      if (lookAtMs <= nowMs) paths.push(path);
      else nextDueMs = Math.min(nextDueMs, lookAtMs);
    }
    // Whoever looks notes the next time; one that is not looked at now must not be lost.
    this.#nextDueMs = paths.length > 0 ? nowMs + FIRST_PAUSE_MS : nextDueMs;
    return paths;
  }

  /** Time before which no file is due, in milliseconds of the same clock; infinity if there are no files. */
  get nextDueMs(): number {
    return this.#files.size === 0 ? Number.POSITIVE_INFINITY : this.#nextDueMs;
  }

  #set(path: string, previous: GrowingFile | undefined, file: GrowingFile): void {
    this.#parkedCount += Number(file.isParked) - Number(previous?.isParked ?? false);
    this.#nextDueMs = Math.min(this.#nextDueMs, file.lookAtMs);
    this.#files.set(path, file);
  }
}

interface GrowingFile {
  readonly version: FileVersion;
  readonly firstSeenMs: number;
  readonly unchangedSinceMs: number;
  readonly pauseMs: number;
  readonly lookAtMs: number;
  /** True if it was given up already. */
  readonly isParked: boolean;
}

const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 2000;
const POSTPONED_PAUSE_MS = 100;
