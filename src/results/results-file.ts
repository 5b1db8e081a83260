import { createWriteStream, truncateSync, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { once } from "node:events";
import { dirname, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { FrameferryError } from "../core/errors.ts";
import type { FrameResult } from "../core/result.ts";

/** The results of a run as JSON lines, one object a frame, in the order in which frames settled. */
export class ResultsFile implements AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
  readonly #stream: WriteStream;
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
    const stream = createWriteStream(absolute, { flags: "a", autoClose: true });
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
    const { promise, resolve: onWritten } = Promise.withResolvers<void>();
    this.#written = promise;
    const hasRoom = this.#stream.write(`${lineOf(result)}\n`, (error) => {
      if (error) this.#fail(error);
      onWritten();
    });
    if (!hasRoom) await this.written();
  }

  /** Resolves when the system has all lines so far. @throws FrameferryError on a full disk. */
  async written(): Promise<void> {
    await this.#written;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Writes what is left and closes the file. @throws FrameferryError if that fails. */
  async close(): Promise<void> {
    this.#removeOlderLines();
    this.#stream.end();
    await finished(this.#stream).catch(() => {});
    if (this.#failure !== undefined) throw this.#failure;
  }

  #fail(cause: NodeJS.ErrnoException): void {
    this.#failure ??= unwritable(this.path, cause);
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.destroy();
    await finished(this.#stream).catch(() => {});
  }
}

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
