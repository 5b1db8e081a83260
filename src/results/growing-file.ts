import { constants, type Stats } from "node:fs";
import * as fs from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { examineResults } from "./examine-results.ts";
import { flushFolder } from "../core/flush-folder.ts";

const open = promisify(fs.open);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const stat = promisify(fs.stat);
const ftruncate = promisify(fs.ftruncate);
const fdatasync = promisify(fs.fdatasync);
const write = promisify(fs.write);

/**
 * A file, pipe or device that text is added to, on a descriptor of its own.
 *
 * Each piece goes out in one call at the end of the file (`O_APPEND`), so that the lines of two programs
 * that write to one file on a local disk do not mix.
 */
export class GrowingFile {
  readonly path: string;
  /** Whether it has a name of its own: a pipe, a device or standard output is neither replaced nor set aside. */
  readonly isRegular: boolean;
  /** Bytes that it holds. */
  byteLength: number;
  /** When it was made, in milliseconds since 1970. */
  readonly bornAtMs: number;
  readonly #descriptor: number;
  readonly #isBorrowed: boolean;
  /** Text that completes an older last line. */
  #prefix: string;
  #canFlush: boolean;

  private constructor(path: string, { descriptor, isBorrowed }: Opened, stats: Stats) {
    this.path = path;
    this.isRegular = stats.isFile() && !isBorrowed;
    this.byteLength = stats.isFile() ? stats.size : 0;
    this.bornAtMs = stats.birthtimeMs || stats.mtimeMs;
    this.#descriptor = descriptor;
    this.#isBorrowed = isBorrowed;
    this.#prefix = "";
    this.#canFlush = stats.isFile();
  }

  /**
   * Opens a file behind its last whole line; half a line at its end is the work of a crash, and goes.
   *
   * @param mode access rights of a file that is made, less what the umask takes.
   * @returns the file, and whether half a line was there.
   * @throws FrameferryError where it holds something that is no results, and the system's error.
   */
  static async open(
    path: string,
    mode = 0o666,
  ): Promise<{ readonly file: GrowingFile; readonly wasCutOff: boolean }> {
    const opened = await openToAppend(path, mode);
    try {
      const stats = await fstat(opened.descriptor);
      const file = new GrowingFile(path, opened, stats);
      if (!file.isRegular) return { file, wasCutOff: false };
      if (stats.size > 0) return { file, wasCutOff: await file.#mendEnd() };
      await flushFolder(dirname(path));
      return { file, wasCutOff: false };
    } catch (error) {
      if (!opened.isBorrowed) await close(opened.descriptor);
      throw error;
    }
  }

  /** Adds text, and resolves when the disk has it. @throws the system's error. */
  async append(text: string): Promise<void> {
    const bytes = Buffer.from(this.#prefix + text);
    this.#prefix = "";
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await write(this.#descriptor, bytes, at, bytes.length - at, null);
      this.byteLength += bytesWritten;
      at += bytesWritten;
    }
    await this.#flush();
  }

  /** Removes all that it holds. */
  async empty(): Promise<void> {
    if (!this.isRegular) return;
    await ftruncate(this.#descriptor, 0);
    this.byteLength = 0;
    this.#prefix = "";
  }

  /** What has become of the file under its name; also learns of what others have added. */
  async whereabouts(): Promise<"there" | "renamed" | "removed"> {
    if (!this.isRegular) return "there";
    const [named, own] = await Promise.all([
      stat(this.path).catch(ifMissing),
      fstat(this.#descriptor),
    ]);
    this.byteLength = own.size;
    if (named !== null && named.ino === own.ino && named.dev === own.dev) return "there";
    return own.nlink === 0 ? "removed" : "renamed";
  }

  async close(): Promise<void> {
    if (!this.#isBorrowed) await close(this.#descriptor);
  }

  async #mendEnd(): Promise<boolean> {
    const { wholeByteLength, lacksLineBreak } = examineResults(this.path, this.byteLength);
    if (lacksLineBreak) this.#prefix = "\n";
    if (wholeByteLength === this.byteLength) return false;
    // Another program may be writing that line just now: then it is longer in a moment.
    await sleep(LOOK_AGAIN_MS);
    if (fs.fstatSync(this.#descriptor).size !== this.byteLength) return false;
    fs.ftruncateSync(this.#descriptor, wholeByteLength);
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

const LOOK_AGAIN_MS = 50;

/** What file systems say that have no flush. */
const WITHOUT_FLUSH: ReadonlySet<string> = new Set(["EINVAL", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"]);

interface Opened {
  readonly descriptor: number;
  /** Whether it belongs to somebody else, as standard output does. */
  readonly isBorrowed: boolean;
}

async function openToAppend(path: string, mode: number): Promise<Opened> {
  const number = descriptorNamed(path);
  // Standard output that leads into a file has its place there, behind what was printed already.
  const isFile = number !== null && (await fstat(number)).isFile();
  if (isFile) return { descriptor: number, isBorrowed: true };
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
  return { descriptor: await open(path, flags, mode), isBorrowed: false };
}

/** The open descriptor that a path stands for; `null` for all others. */
function descriptorNamed(path: string): number | null {
  const [, name, number] =
    /^\/dev\/(?:std(out|err)|fd\/(\d+))$/u.exec(path.replace(/^\/proc\/self\/fd\//u, "/dev/fd/")) ??
    [];
  if (number !== undefined) return Number(number);
  return name === undefined ? null : ["", "out", "err"].indexOf(name);
}

function ifMissing(cause: unknown): null {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw cause;
}
