import { constants, type Stats } from "node:fs";
import * as fs from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { examineResults } from "./examine-results.ts";
import { flushFolder } from "../core/files/flush-folder.ts";
import {
  type AppendedFile,
  truncateAppended,
  truncateAppendedSync,
} from "../core/platform/file-access.ts";
import { QuickCalls } from "../core/files/quick-calls.ts";

const open = promisify(fs.open);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const stat = promisify(fs.stat);
const fdatasync = promisify(fs.fdatasync);
const write = promisify(fs.write);

/**
 * A file, pipe or device that text is appended to, with its own descriptor.
 *
 * Each piece is written in one call at the end of the file (`O_APPEND`), so that the lines of two programs
 * that write to one file on a local disk are not mixed.
 */
export class AppendFile {
  readonly path: string;
  /** True for a file with its own name: a pipe, a device or standard output is neither replaced nor rotated. */
  readonly isRegular: boolean;
  /** Size in bytes. */
  byteLength: number;
  /** Creation time, in milliseconds since 1970. */
  readonly createdAtMs: number;
  readonly #descriptor: number;
  readonly #isBorrowed: boolean;
  /** Text that completes an older last line. */
  #prefix: string;
  #canFlush: boolean;
  readonly #calls = new QuickCalls();

  private constructor(path: string, { descriptor, isBorrowed }: Opened, stats: Stats) {
    this.path = path;
    this.isRegular = stats.isFile() && !isBorrowed;
    this.byteLength = stats.isFile() ? stats.size : 0;
    this.createdAtMs = stats.birthtimeMs || stats.mtimeMs;
    this.#descriptor = descriptor;
    this.#isBorrowed = isBorrowed;
    this.#prefix = "";
    this.#canFlush = stats.isFile();
  }

  /**
   * Opens a file behind its last complete line; a partial line at its end comes from a crash and is
   * removed.
   *
   * @param mode permissions of a new file, reduced by the umask.
   * @returns the file, and whether a partial line was removed.
   * @throws FrameferryError if it contains anything but results, and the system's error.
   */
  static async open(
    path: string,
    mode = 0o666,
  ): Promise<{ readonly file: AppendFile; readonly wasCutOff: boolean }> {
    const opened = await openToAppend(path, mode);
    try {
      const stats = await fstat(opened.descriptor);
      const file = new AppendFile(path, opened, stats);
      if (!file.isRegular) return { file, wasCutOff: false };
      if (stats.size > 0) return { file, wasCutOff: await file.#repairEnd() };
      await flushFolder(dirname(path));
      return { file, wasCutOff: false };
    } catch (error) {
      if (!opened.isBorrowed) await close(opened.descriptor);
      throw error;
    }
  }

  /** Appends text, and resolves when it is on the disk. @throws the system's error. */
  async append(text: string): Promise<void> {
    const bytes = Buffer.from(this.#prefix + text);
    this.#prefix = "";
    for (let at = 0; at < bytes.length;) {
      const written = await this.#write(bytes, at);
      this.byteLength += written;
      at += written;
    }
    await this.#flush();
  }

  /** Removes all content. */
  async empty(): Promise<void> {
    if (!this.isRegular) return;
    await truncateAppended(this.#appended, 0);
    this.byteLength = 0;
    this.#prefix = "";
  }

  /** State of the file under its name; also updates its size by what others have appended. */
  async checkName(): Promise<"there" | "renamed" | "removed"> {
    if (!this.isRegular) return "there";
    const { named, own } = await this.#calls.make(
      () => ({ named: statNow(this.path), own: fs.fstatSync(this.#descriptor) }),
      async () => ({
        named: await stat(this.path).catch(ifMissing),
        own: await fstat(this.#descriptor),
      }),
    );
    this.byteLength = own.size;
    if (named !== null && named.ino === own.ino && named.dev === own.dev) return "there";
    return own.nlink === 0 ? "removed" : "renamed";
  }

  async close(): Promise<void> {
    if (!this.#isBorrowed) await close(this.#descriptor);
  }

  /** @returns how many of the bytes from `at` on were written. */
  async #write(bytes: Buffer, at: number): Promise<number> {
    const pooled = async (): Promise<number> =>
      (await write(this.#descriptor, bytes, at, bytes.length - at, null)).bytesWritten;
    // The reader of a pipe may let us wait.
    if (!this.isRegular) return await pooled();
    return await this.#calls.make(
      () => fs.writeSync(this.#descriptor, bytes, at, bytes.length - at, null),
      pooled,
    );
  }

  get #appended(): AppendedFile {
    return { descriptor: this.#descriptor, path: this.path };
  }

  async #repairEnd(): Promise<boolean> {
    const { wholeByteLength, lacksLineBreak } = examineResults(this.path, this.byteLength);
    if (lacksLineBreak) this.#prefix = "\n";
    if (wholeByteLength === this.byteLength) return false;
    // Another program may be writing that line right now: then the file grows in a moment.
    await sleep(RECHECK_MS);
    if (fs.fstatSync(this.#descriptor).size !== this.byteLength) return false;
    truncateAppendedSync(this.#appended, wholeByteLength);
    this.byteLength = wholeByteLength;
    return true;
  }

  async #flush(): Promise<void> {
    if (!this.#canFlush) return;
    try {
      await fdatasync(this.#descriptor);
    } catch (error) {
      if (!WITHOUT_FLUSH.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
      this.#canFlush = false;
    }
  }
}

const RECHECK_MS = 50;

/** Errors of file systems without flush. */
const WITHOUT_FLUSH: ReadonlySet<string> = new Set(["EINVAL", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"]);

interface Opened {
  readonly descriptor: number;
  /** True if it belongs to another part of the system, such as standard output. */
  readonly isBorrowed: boolean;
}

async function openToAppend(path: string, mode: number): Promise<Opened> {
  const number = descriptorNamed(path);
  // Standard output that is redirected to a file has its position there, behind earlier output.
  const isFile = number !== null && (await fstat(number)).isFile();
  if (isFile) return { descriptor: number, isBorrowed: true };
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
  return { descriptor: await open(path, flags, mode), isBorrowed: false };
}

/** Open descriptor of a path such as `/dev/stdout`; `null` for all others. */
function descriptorNamed(path: string): number | null {
  const [, name, number] =
    /^\/dev\/(?:std(out|err)|fd\/(\d+))$/u.exec(path.replace(/^\/proc\/self\/fd\//u, "/dev/fd/")) ??
    [];
  if (number !== undefined) return Number(number);
  return name === undefined ? null : ["", "out", "err"].indexOf(name);
}

function statNow(path: string): Stats | null {
  try {
    return fs.statSync(path);
  } catch (cause) {
    return ifMissing(cause);
  }
}

function ifMissing(cause: unknown): null {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw cause;
}
