import { dirname, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { makeSafeFolder } from "../core/files/flush-folder.ts";
import { WakeableTimer } from "../core/concurrency/wakeable-timer.ts";
import { LineJournal } from "./line-journal.ts";
import type { ResultsLine } from "./line-name.ts";
import { unwritable } from "./results-fault.ts";
import { type RotationOptions, RotatingFile } from "./rotating-file.ts";

/** Options of a results file. */
export interface ResultsFileOptions extends RotationOptions {
  /**
   * Where the last lines are named, so that a run after one that was killed writes none of them again; `null` for a file
   * that only one run writes. @default null
   */
  readonly journal?: {
    /** Absolute path of the folder of the job. */
    readonly folder: string;
    /** True if all frames are new, so that nothing that was written before counts. */
    readonly isNew: boolean;
  } | null;
}

/**
 * Results of a run as JSON lines, one object per frame, in the order of outcomes, and one per gap of a camera and per
 * beginning and end of a motion. Lines are appended to the file.
 *
 * Lines are written and flushed asynchronously in groups: one wait for the disk serves many frames. A line
 * that comes alone is written at once; the next ones wait for up to 50 ms, and for 10 ms once they are
 * many, so that a killed program has few frames to send again.
 */
export class ResultsFile implements AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
  readonly #file: RotatingFile;
  readonly #journal: LineJournal | null;
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

  private constructor(path: string, file: RotatingFile, journal: LineJournal | null) {
    this.path = path;
    this.#file = file;
    this.#journal = journal;
  }

  /**
   * Opens the file, and makes its folder if it is missing.
   *
   * @throws FrameferryError `ERR_FOLDER_UNUSABLE`, or `ERR_OPTION` for a file with other content.
   */
  static async open(path: string, options: ResultsFileOptions = {}): Promise<ResultsFile> {
    const absolute = resolve(path);
    try {
      await makeSafeFolder(dirname(absolute), options.isOwn ? 0o700 : undefined);
      const file = await RotatingFile.open(absolute, options);
      return new ResultsFile(absolute, file, await openJournal(absolute, file, options));
    } catch (cause) {
      throw faultOf(absolute, cause);
    }
  }

  /**
   * Adds a line, unless it is there since a run that was killed; resolves when the next one may follow.
   *
   * @param key idempotency key of its frame. @default the line is of no frame, or may come again
   * @throws FrameferryError on a full disk.
   */
  async record(line: ResultsLine, key = ""): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const name = this.#journal?.nameOf(line, key) ?? "";
    if (this.#journal?.takeStanding(name) === true) return;
    const group = (this.#group ??= this.#begin());
    group.lines += `${lineOf(line)}\n`;
    if (name !== "") group.names += `${name}\n`;
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

  /**
   * Writes the remaining lines and closes the file: every outcome is on record. @throws FrameferryError if that fails.
   */
  async close(): Promise<void> {
    this.flushNow();
    await this.#work;
    this.#failure ??= await this.#file.refuseRemoved().then(
      () => undefined,
      (cause: unknown) => faultOf(this.path, cause),
    );
    await this[Symbol.asyncDispose]();
    if (this.#failure !== undefined) throw this.#failure;
    await this.#journal?.remove();
  }

  /** As `close`, but failures were already reported by `flushed`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.flushNow();
    await this.#work;
    await (this.#closing ??= this.#closeFiles());
  }

  async #closeFiles(): Promise<void> {
    await this.#journal?.close();
    await this.#file.close();
  }

  #begin(): Group {
    const group = { lines: "", names: "", count: 0, safe: Promise.withResolvers<void>() };
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
      await this.#journal?.note(group.names, group.count);
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
  /** Their names in the journal, one in each line. */
  names: string;
  /** Number of lines. */
  count: number;
  readonly safe: PromiseWithResolvers<void>;
}

async function openJournal(
  results: string,
  file: RotatingFile,
  { journal = null, overwrites = false }: ResultsFileOptions,
): Promise<LineJournal | null> {
  if (journal === null || !file.isRegular) return null;
  const { folder, isNew } = journal;
  return await LineJournal.open({ folder, results }, isNew || overwrites);
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
function lineOf(result: ResultsLine): string {
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
