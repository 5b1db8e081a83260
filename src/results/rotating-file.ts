import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { option } from "../core/spelling.ts";
import { GrowingFile } from "./growing-file.ts";
import { olderFiles, setAside } from "./older-files.ts";
import {
  isFull,
  type OlderFile,
  piecesOf,
  type ResultsLimits,
  surplusFiles,
} from "./rotation-policy.ts";
import { resultsRemoved } from "./results-fault.ts";

/** How the results of a run are kept. */
export interface KeepingOptions {
  /** Whether the file lies in the job's own folder, beside those of its earlier runs. @default false */
  readonly isOwn?: boolean;
  /** Whether what the file holds goes with the first line. @default false */
  readonly overwrites?: boolean;
  /** When the file is set aside, and how much of older ones stays; `null` does neither. @default null */
  readonly limits?: ResultsLimits | null;
  /** Is told in a sentence what a person should know. */
  readonly onWarning?: (message: string) => void;
  /** Milliseconds since 1970. @default Date.now */
  readonly wallClockMs?: () => number;
}

/**
 * A file under a fixed name, of which the older part is set aside in the same folder and goes in time.
 *
 * It follows its name: where the file was renamed, the next lines go into a new one. Where it was removed
 * with lines in it, they are lost, and nothing more is added as if they were there.
 */
export class RotatingFile {
  readonly #options: Required<KeepingOptions>;
  readonly #startedMs: number;
  /** Names of the files that this run has set aside. */
  readonly #asides = new Set<string>();
  #file: GrowingFile;
  #isToBeEmptied: boolean;
  #hasWarned = false;

  private constructor(file: GrowingFile, options: Required<KeepingOptions>) {
    this.#file = file;
    this.#options = options;
    this.#startedMs = performance.now();
    this.#isToBeEmptied = options.overwrites;
  }

  /** @throws FrameferryError where it holds something that is no results, and the system's error. */
  static async open(path: string, options: KeepingOptions): Promise<RotatingFile> {
    const all = { ...STANDARD, ...options };
    const rotating = new RotatingFile(await openTold(path, all), all);
    await rotating.#prune();
    return rotating;
  }

  /** Adds whole lines, and resolves when they are safe on the disk. @throws the system's error. */
  async append(lines: string): Promise<void> {
    if (this.#isToBeEmptied) await this.#file.empty();
    this.#isToBeEmptied = false;
    const { limits } = this.#options;
    const pieces = limits === null || !this.#file.isRegular ? [lines] : piecesOf(lines, limits);
    for (const piece of pieces) await this.#appendPiece(piece);
  }

  /** @throws FrameferryError `ERR_RECORD_LOST` if it was removed with what it held. */
  async refuseRemoved(): Promise<void> {
    const { path, byteLength } = this.#file;
    if (byteLength > 0 && (await this.#file.whereabouts()) === "removed")
      throw resultsRemoved(path);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #appendPiece(lines: string): Promise<void> {
    await this.#makeRoom(Buffer.byteLength(lines));
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const { path, byteLength } = this.#file;
      await this.#file.append(lines);
      const whereabouts = await this.#file.whereabouts();
      if (whereabouts === "there") return;
      if (whereabouts === "removed" && byteLength > 0) throw resultsRemoved(path);
      await this.#openAnew();
      if (whereabouts === "renamed") return;
    }
    throw new Error("another program keeps removing it");
  }

  async #makeRoom(addedBytes: number): Promise<void> {
    const { limits, wallClockMs } = this.#options;
    if (limits === null || !this.#file.isRegular) return;
    const { path, byteLength, bornAtMs } = this.#file;
    const ageMs = wallClockMs() - bornAtMs;
    if (!isFull({ byteLength, ageMs }, addedBytes, limits)) return;
    // Another program that adds to the same file may have set it aside already.
    const isThere = (await this.#file.whereabouts()) === "there";
    const name = isThere ? await setAside(path, new Date(wallClockMs())) : null;
    if (name !== null) this.#asides.add(name);
    await this.#openAnew();
    await this.#prune();
  }

  async #openAnew(): Promise<void> {
    const former = this.#file;
    this.#file = await openTold(former.path, this.#options);
    await former.close();
  }

  /** Removes the older files that are too many. */
  async #prune(): Promise<void> {
    const { limits, isOwn, wallClockMs } = this.#options;
    const { path, isRegular } = this.#file;
    if (limits === null || !isRegular) return;
    const older = await olderFiles(path, isOwn, wallClockMs());
    const surplus = surplusFiles(older.map(this.#atMostOurAge), limits);
    for (const { name } of surplus) {
      await rm(join(dirname(path), name), { force: true });
      if (this.#asides.delete(name)) this.#warnOfLoss();
    }
  }

  /** A clock that was set forward must not make old what this run has written. */
  readonly #atMostOurAge = (file: OlderFile): OlderFile => {
    if (!this.#asides.has(file.name)) return file;
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

const STANDARD: Required<KeepingOptions> = {
  isOwn: false,
  overwrites: false,
  limits: null,
  onWarning: () => {},
  wallClockMs: Date.now,
};

/** Answers speak of people: where nobody has chosen the place, they are for its owner alone. */
const PRIVATE = 0o600;

async function openTold(
  path: string,
  { isOwn, onWarning }: Required<KeepingOptions>,
): Promise<GrowingFile> {
  const { file, wasCutOff } = await GrowingFile.open(path, isOwn ? PRIVATE : undefined);
  if (wasCutOff)
    onWarning(
      `the last line of ${path} was cut off by a crash, and is removed; its frame is not on record, and is sent again`,
    );
  return file;
}
