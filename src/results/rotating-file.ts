import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { option } from "../core/option-spelling.ts";
import { AppendFile } from "./append-file.ts";
import { olderFiles, rotateFile } from "./rotated-files.ts";
import {
  isFull,
  type OlderFile,
  piecesOf,
  type ResultsLimits,
  surplusFiles,
} from "./rotation-policy.ts";
import { resultsRemoved } from "./results-fault.ts";

/** Options for keeping the results of a run. */
export interface RotationOptions {
  /** True if the file is in the job's own folder, beside those of its earlier runs. @default false */
  readonly isOwn?: boolean;
  /** True to remove the previous content with the first line. @default false */
  readonly overwrites?: boolean;
  /** Limits of rotation; `null` keeps everything in one file. @default null */
  readonly limits?: ResultsLimits | null;
  /** Called with a sentence for a person. */
  readonly onWarning?: (message: string) => void;
  /** Wall clock, in milliseconds since 1970. @default Date.now */
  readonly wallClockMs?: () => number;
}

/**
 * A file with a fixed name that is rotated within its folder; older files are deleted according to the
 * limits.
 *
 * It follows its name: after a renaming, further lines go into a new file. If it was removed with lines in
 * it, they are lost, and writing fails.
 */
export class RotatingFile {
  readonly #options: Required<RotationOptions>;
  readonly #startedMs: number;
  /** Names of the files that this run has rotated. */
  readonly #rotatedNames = new Set<string>();
  #file: AppendFile;
  #isToBeEmptied: boolean;
  #hasWarned = false;

  private constructor(file: AppendFile, options: Required<RotationOptions>) {
    this.#file = file;
    this.#options = options;
    this.#startedMs = performance.now();
    this.#isToBeEmptied = options.overwrites;
  }

  /** @throws FrameferryError if it contains anything but results, and the system's error. */
  static async open(path: string, options: RotationOptions): Promise<RotatingFile> {
    const all = { ...STANDARD, ...options };
    const rotating = new RotatingFile(await openWithWarning(path, all), all);
    await rotating.#prune();
    return rotating;
  }

  /** True for a file with its own name, not a pipe or a device. */
  get isRegular(): boolean {
    return this.#file.isRegular;
  }

  /** Appends complete lines, and resolves when they are safe on the disk. @throws the system's error. */
  async append(lines: string): Promise<void> {
    if (this.#isToBeEmptied) await this.#file.empty();
    this.#isToBeEmptied = false;
    const { limits } = this.#options;
    const pieces = limits === null || !this.#file.isRegular ? [lines] : piecesOf(lines, limits);
    for (const piece of pieces) await this.#appendPiece(piece);
  }

  /** @throws FrameferryError `ERR_RECORD_LOST` if it was removed with its lines. */
  async refuseRemoved(): Promise<void> {
    const { path, byteLength } = this.#file;
    if (byteLength > 0 && (await this.#file.checkName()) === "removed") throw resultsRemoved(path);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #appendPiece(lines: string): Promise<void> {
    await this.#rotateIfFull(Buffer.byteLength(lines));
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const { path, byteLength } = this.#file;
      await this.#file.append(lines);
      const state = await this.#file.checkName();
      if (state === "there") return;
      if (state === "removed" && byteLength > 0) throw resultsRemoved(path);
      await this.#reopen();
      if (state === "renamed") return;
    }
    throw new Error("another program keeps removing it");
  }

  async #rotateIfFull(addedBytes: number): Promise<void> {
    const { limits, wallClockMs } = this.#options;
    if (limits === null || !this.#file.isRegular) return;
    const { path, byteLength, createdAtMs } = this.#file;
    const ageMs = wallClockMs() - createdAtMs;
    if (!isFull({ byteLength, ageMs }, addedBytes, limits)) return;
    // Another program that writes to the same file may have rotated it already.
    const isThere = (await this.#file.checkName()) === "there";
    const name = isThere ? await rotateFile(path, new Date(wallClockMs())) : null;
    if (name !== null) this.#rotatedNames.add(name);
    await this.#reopen();
    await this.#prune();
  }

  async #reopen(): Promise<void> {
    const previous = this.#file;
    this.#file = await openWithWarning(previous.path, this.#options);
    await previous.close();
  }

  /** Deletes older files beyond the limits. */
  async #prune(): Promise<void> {
    const { limits, isOwn, wallClockMs } = this.#options;
    const { path, isRegular } = this.#file;
    if (limits === null || !isRegular) return;
    const older = await olderFiles(path, isOwn, wallClockMs());
    const surplus = surplusFiles(older.map(this.#atMostOurAge), limits);
    for (const { name } of surplus) {
      await rm(join(dirname(path), name), { force: true });
      if (this.#rotatedNames.delete(name)) this.#warnOfLoss();
    }
  }

  /** Limits the age of this run's files to its duration: a clock that is set forward must not expire them. */
  readonly #atMostOurAge = (file: OlderFile): OlderFile => {
    if (!this.#rotatedNames.has(file.name)) return file;
    return { ...file, ageMs: Math.min(file.ageMs, performance.now() - this.#startedMs) };
  };

  #warnOfLoss(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.onWarning(
      `from now on the oldest results of this run are removed, to keep ${dirname(this.#file.path)} small; ${option("resultsMaxSizeBytes")} and ${option("resultsRetentionMs")} say how much stays`,
    );
  }
}

const MAX_ATTEMPTS = 5;

const STANDARD: Required<RotationOptions> = {
  isOwn: false,
  overwrites: false,
  limits: null,
  onWarning: () => {},
  wallClockMs: Date.now,
};

/** Permissions of default files: answers may be about people, so only the owner may read them. */
const PRIVATE = 0o600;

async function openWithWarning(
  path: string,
  { isOwn, onWarning }: Required<RotationOptions>,
): Promise<AppendFile> {
  const { file, wasCutOff } = await AppendFile.open(path, isOwn ? PRIVATE : undefined);
  if (wasCutOff)
    onWarning(
      `the last line of ${path} was cut off by a crash, and is removed; its frame is not on record, and is sent again`,
    );
  return file;
}
