import { once } from "node:events";
import { createWriteStream, truncateSync, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { FrameferryError } from "../core/errors.ts";
import type { FrameResult } from "../core/result.ts";

/**
 * The results of a run as JSON lines, one object a frame, in the order in which frames settled.
 *
 * Lines are written in batches: a write for each would cost 4 % of what sending its frame does, and the
 * core would have to leave the sending for each.
 */
export class ResultsFile implements AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
  readonly #stream: WriteStream;
  /** Lines that wait to be written, and who waits for that. */
  #waiting = "";
  #batch: Batch | null = null;
  #isBegun = false;
  #written: Promise<void> = Promise.resolve();
  #failure: FrameferryError | undefined;

  private constructor(path: string, stream: WriteStream) {
    this.path = path;
    this.#stream = stream;
    stream.on("error", (cause) => this.#fail(cause));
  }

  /**
   * Opens the file; what an older run wrote into it goes with the first line, or at the end.
   *
   * @throws FrameferryError `ERR_FOLDER_UNUSABLE`.
   */
  static async open(path: string): Promise<ResultsFile> {
    const absolute = resolve(path);
    const stream = createWriteStream(absolute, { flags: "a", highWaterMark: 2 * BATCH_LENGTH });
    try {
      await once(stream, "open");
    } catch (cause) {
      throw unwritable(absolute, cause as NodeJS.ErrnoException);
    }
    return new ResultsFile(absolute, stream);
  }

  /** Adds a line; resolves when there is room for the next. @throws FrameferryError on a full disk. */
  async record(result: FrameResult): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#removeOlderLines();
    this.#waiting += `${lineOf(result)}\n`;
    this.#batch ??= this.#beginBatch();
    if (this.#waiting.length >= BATCH_LENGTH) this.#write();
    if (this.#stream.writableNeedDrain) await this.written();
  }

  /** Resolves when the system has all lines so far; rejects with a FrameferryError on a full disk. */
  written(): Promise<void> {
    return this.#failure === undefined ? this.#written : Promise.reject(this.#failure);
  }

  /** Writes what is left and closes the file. @throws FrameferryError if that fails. */
  async close(): Promise<void> {
    this.#removeOlderLines();
    await this[Symbol.asyncDispose]();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #beginBatch(): Batch {
    const written = Promise.withResolvers<void>();
    // Nobody need wait for it: the next call tells the failure again.
    written.promise.catch(() => {});
    this.#written = written.promise;
    return { written, timer: setTimeout(() => this.#write(), BATCH_MS) };
  }

  #write(): void {
    const [lines, batch] = [this.#waiting, this.#batch];
    if (batch === null) return;
    clearTimeout(batch.timer);
    this.#waiting = "";
    this.#batch = null;
    this.#stream.write(lines, (error) => {
      if (error) batch.written.reject(this.#fail(error));
      else batch.written.resolve();
    });
  }

  #fail(cause: NodeJS.ErrnoException): FrameferryError {
    return (this.#failure ??= unwritable(this.path, cause));
  }

  #removeOlderLines(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    try {
      truncateSync(this.path);
    } catch {
      // A pipe or a device has no older lines; a disk that fails is told by the next write.
    }
  }

  /** Writes what is left, as `close` does; but without a line, what an older run wrote stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#write();
    this.#stream.end();
    await finished(this.#stream).catch(() => {});
  }
}

interface Batch {
  readonly written: PromiseWithResolvers<void>;
  readonly timer: NodeJS.Timeout;
}

/** Longest time that a line waits for others. */
const BATCH_MS = 10;
/** Characters of waiting lines that are written at once. */
const BATCH_LENGTH = 32 * 1024;

/** A service may answer JSON that is nested deeper than the stack of whoever writes it down. */
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

/** Makes the folder that a results file is to lie in. */
export async function makeParentFolder(path: string): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true }).catch((cause: unknown) => {
    throw unwritable(path, cause as NodeJS.ErrnoException);
  });
}

function unwritable(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  const isFull = cause.code === "ENOSPC" || cause.code === "EDQUOT";
  return new FrameferryError({
    code: isFull ? "ERR_DISK_FULL" : "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the results file ${path} cannot be written: ${isFull ? "the disk is full" : cause.message}`,
    remedy: "make room or name another file with --results, and run the same command again",
    cause,
  });
}
