import { dirname, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import { makeSafeFolder } from "../core/files/flush-folder.ts";
import { WakeableTimer } from "../core/concurrency/wakeable-timer.ts";
import { unwritable } from "./results-fault.ts";
import { type RotationOptions, RotatingFile } from "./rotating-file.ts";

/**
 * Results of a run as JSON lines, one object per frame, in the order of outcomes. Lines are appended to the
 * file.
 *
 * Lines are written and flushed asynchronously in groups: one wait for the disk serves many frames. A line
 * that comes alone is written at once; the next ones wait for up to 50 ms, and for 10 ms once they are
 * many, so that a killed program has few frames to send again.
 */
export class ResultsFile implements AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
  readonly #file: RotatingFile;
  /** Lines to be written next. */
  #group: Group | null = null;
  /** Promise of the latest group. */
  #lastFlushed: Promise<void> = Promise.resolve();
  /** Running write, which must end before the next group. */
  #work: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;
  #failure: FrameferryError | undefined;
  #skipsPauses = false;
  /** Pauses before groups; woken when a group grows. */
  readonly #pauses = new WakeableTimer();
  /** Duration of the last write and flush, in milliseconds. */
  #flushMs = 0;
  #lastEndedMs = 0;

  private constructor(path: string, file: RotatingFile) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Opens the file, and makes its folder if it is missing.
   *
   * @throws FrameferryError `ERR_FOLDER_UNUSABLE`, or `ERR_OPTION` for a file with other content.
   */
  static async open(path: string, options: RotationOptions = {}): Promise<ResultsFile> {
    const absolute = resolve(path);
    try {
      await makeSafeFolder(dirname(absolute), options.isOwn ? 0o700 : undefined);
      return new ResultsFile(absolute, await RotatingFile.open(absolute, options));
    } catch (cause) {
      throw faultOf(absolute, cause);
    }
  }

  /** Adds a line; resolves when the next one may follow. @throws FrameferryError on a full disk. */
  async record(result: FrameResult): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const group = (this.#group ??= this.#begin());
    group.lines += `${lineOf(result)}\n`;
    group.count += 1;
    if (group.count === FULL_GROUP) this.#pauses.wake();
    if (group.lines.length < MAX_WAITING) return;
    this.#pauses.wake();
    await group.safe.promise;
  }

  /**
   * Resolves when all lines so far are safe on the disk, even against a power failure; rejects with a
   * FrameferryError on a full disk.
   */
  flushed(): Promise<void> {
    return this.#lastFlushed;
  }

  /** Ends all pauses between groups: the end of the run is near. */
  flushNow(): void {
    this.#skipsPauses = true;
    this.#pauses.wake();
  }

  /** Writes the remaining lines and closes the file. @throws FrameferryError if that fails. */
  async close(): Promise<void> {
    this.flushNow();
    await this.#work;
    this.#failure ??= await this.#file.refuseRemoved().then(
      () => undefined,
      (cause: unknown) => faultOf(this.path, cause),
    );
    await this[Symbol.asyncDispose]();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** As `close`, but failures were already reported by `flushed`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.flushNow();
    await this.#work;
    await (this.#closing ??= this.#file.close());
  }

  #begin(): Group {
    const group = { lines: "", count: 0, safe: Promise.withResolvers<void>() };
    // Callers may ignore it; the next call reports the failure again.
    group.safe.promise.catch(() => {});
    this.#lastFlushed = group.safe.promise;
    this.#work = this.#work.then(() => this.#store(group));
    return group;
  }

  async #store(group: Group): Promise<void> {
    await this.#pause(group);
    this.#group = null;
    const startedMs = performance.now();
    try {
      if (this.#failure !== undefined) throw this.#failure;
      await this.#file.append(group.lines);
      group.safe.resolve();
    } catch (cause) {
      this.#failure ??= faultOf(this.path, cause);
      group.safe.reject(this.#failure);
    }
    this.#lastEndedMs = performance.now();
    this.#flushMs = this.#lastEndedMs - startedMs;
  }

  async #pause(group: Group): Promise<void> {
    while (!this.#skipsPauses && group.lines.length < MAX_WAITING) {
      const sinceLastMs = performance.now() - this.#lastEndedMs;
      // Whoever reads a pipe waits for it, and nothing is flushed.
      const count = this.#file.isRegular ? group.count : FULL_GROUP;
      const pauseMs = groupPauseMs(this.#flushMs, sinceLastMs, count);
      if (pauseMs <= 0) return;
      await this.#pauses.wait(pauseMs);
    }
  }
}

interface Group {
  lines: string;
  /** Number of lines. */
  count: number;
  readonly safe: PromiseWithResolvers<void>;
}

/** Maximum number of waiting characters; `record` waits beyond it. */
const MAX_WAITING = 1024 * 1024;

/** Lines that are worth a write of their own, however soon after the last one. */
const FULL_GROUP = 8;

/**
 * Pause before the next group is written, in milliseconds. A write and its flush wake two threads and the
 * disk: frames that come one by one share one every 50 ms at most, and groups of 8 lines one every 10 ms.
 * After a write that took longer, the pause is as long, up to half a second.
 *
 * @param flushMs duration of the last write.
 * @param sinceLastMs time since it ended.
 * @param count lines in the group.
 */
export function groupPauseMs(flushMs: number, sinceLastMs: number, count: number): number {
  const everyMs = count >= FULL_GROUP ? 10 : 50;
  const pauseMs = Math.max(everyMs - flushMs, Math.min(flushMs, 500));
  return Math.max(0, pauseMs - sinceLastMs);
}

/** JSON of a result. A service may answer JSON that is nested too deeply for the stack of a serializer. */
function lineOf(result: FrameResult): string {
  try {
    return JSON.stringify(result);
  } catch {
    return JSON.stringify({
      ...result,
      response: "the answer is nested too deeply to be written down",
    });
  }
}

function faultOf(path: string, cause: unknown): FrameferryError {
  if (cause instanceof FrameferryError) return cause;
  return unwritable(path, cause as NodeJS.ErrnoException);
}
