import type { FileVersion } from "./seen-files.ts";

/** Files that are not whole yet, and when to look at each again. Time comes in as an argument. */
export class GrowingFiles {
  readonly #settleMs: number;
  readonly #files = new Map<string, GrowingFile>();

  /** @param settleMs how long a file may stay unchanged and unfinished before it is given up. */
  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  get count(): number {
    return this.#files.size;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Notes that a file was looked at and is not whole, or not yet known to be. */
  note(path: string, version: FileVersion, nowMs: number): void {
    const former = this.#files.get(path);
    const isUnchanged = former !== undefined && isSame(former.version, version);
    const pauseMs = isUnchanged ? Math.min(former.pauseMs * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    const unchangedSinceMs = isUnchanged ? former.unchangedSinceMs : nowMs;
    this.#files.set(path, { version, unchangedSinceMs, pauseMs, lookAtMs: nowMs + pauseMs });
  }

  /** How long a file has been as it is, in milliseconds; 0 for one that is not known or has changed. */
  unchangedForMs(path: string, version: FileVersion, nowMs: number): number {
    const file = this.#files.get(path);
    return file !== undefined && isSame(file.version, version) ? nowMs - file.unchangedSinceMs : 0;
  }

  /** Whether a file has been unfinished for so long that nobody seems to write it any more. */
  isGivenUp(path: string, version: FileVersion, nowMs: number): boolean {
    return this.unchangedForMs(path, version, nowMs) >= this.#settleMs;
  }

  forget(path: string): void {
    this.#files.delete(path);
  }

  /** Files that it is time to look at again. */
  due(nowMs: number): string[] {
    const paths: string[] = [];
    for (const [path, { lookAtMs }] of this.#files) if (lookAtMs <= nowMs) paths.push(path);
    return paths;
  }

  /** When the next file is due, in milliseconds of the same clock; infinity if there is none. */
  nextDueMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { lookAtMs } of this.#files.values()) next = Math.min(next, lookAtMs);
    return next;
  }
}

interface GrowingFile {
  readonly version: FileVersion;
  readonly unchangedSinceMs: number;
  readonly pauseMs: number;
  readonly lookAtMs: number;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1000;

function isSame(one: FileVersion, other: FileVersion): boolean {
  return one.byteLength === other.byteLength && one.modifiedAtMs === other.modifiedAtMs;
}
