import type { Stats } from "node:fs";
import type { Clock } from "../core/concurrency/clock.ts";
import { type LandedVersion, versionOf } from "../core/files/landed-file.ts";
import { statsOf } from "./path-stats.ts";
import { type FileChange, SeenFiles } from "./seen-files.ts";
import type { LandedFile } from "./watcher.ts";

/** Naming of files, and what distinguishes their versions. */
export interface HandedOutFilesOptions {
  /** Absolute path of what is called `relativePath`. */
  readonly locate: (relativePath: string) => string;
  /** The one spelling of a path, where a file may come under several. @default as it is */
  readonly spellingOf?: (relativePath: string) => string;
  /** True to recognize a file by its size and time alone, for nothing else about it matters. */
  readonly arrivesWhole: boolean;
}

/** A file that is looked at, and how it differs from what was handed out under its path. */
export interface ExaminedFile {
  readonly relativePath: string;
  readonly inode: number;
  /** As it was before its bytes were looked at; `NO_VERSION` where the system tells nothing of it. */
  readonly version: LandedVersion;
  readonly change: FileChange;
}

/** Files that were handed out, each once in each of its versions. */
export class HandedOutFiles {
  readonly seen: SeenFiles = new SeenFiles();
  readonly #options: HandedOutFilesOptions;
  readonly #clock: Clock;

  constructor(options: HandedOutFilesOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Absolute path of what is called `relativePath`. */
  locate(relativePath: string): string {
    return this.#options.locate(relativePath);
  }

  has(relativePath: string): boolean {
    return this.seen.has(this.#spelled(relativePath));
  }

  /** A file of which the system says this, and how it differs from what was handed out. */
  compare(relativePath: string, stats: Stats): ExaminedFile {
    const version = this.identity(versionOf(stats));
    const change = this.seen.compare(this.#spelled(relativePath), version, stats.ino);
    return { relativePath, inode: stats.ino, version, change };
  }

  /** The part of a version that tells it from others. */
  identity(version: LandedVersion): LandedVersion {
    if (!this.#options.arrivesWhole) return version;
    const { stamp: _, ...identity } = version;
    return identity;
  }

  /** @param version as its bytes were looked at. */
  handOut(
    { relativePath, inode, change }: ExaminedFile,
    version: LandedVersion,
    defect: string | null,
  ): LandedFile {
    this.seen.remember(this.#spelled(relativePath), version, inode);
    const file = this.file(relativePath, version, defect);
    return isRepeat(change) ? { ...file, isRepeat: true } : file;
  }

  /**
   * Takes a file that cannot be used as handed out.
   *
   * @returns what to hand out; `null` if it was handed out before.
   */
  reject(relativePath: string, defect: string): LandedFile | null {
    const path = this.#spelled(relativePath);
    if (this.seen.compare(path, NO_VERSION, 0) !== "new") return null;
    this.seen.remember(path, NO_VERSION, 0);
    return this.file(relativePath, NO_VERSION, defect);
  }

  /**
   * Takes a file as handed out, unless it was made or changed after `sinceMs` (wall clock).
   *
   * @returns whether it was there before; `false` for what must be looked at.
   */
  skipPresent(relativePath: string, sinceMs: number): boolean {
    const stats = statsOf(this.locate(relativePath));
    if (stats === null || stats instanceof Error) return false;
    if (!stats.isFile() || stats.ctimeMs >= sinceMs) return false;
    // Its bytes were never read, so that nobody could tell later what a new change time means.
    const { stamp: _, ...version } = versionOf(stats);
    this.seen.remember(this.#spelled(relativePath), version, stats.ino);
    return true;
  }

  /** Has this round come across a file that cannot be looked at now. */
  keep(relativePath: string): void {
    this.seen.keep(this.#spelled(relativePath));
  }

  /** For a file that is gone. */
  forget(relativePath: string): void {
    this.seen.forget(this.#spelled(relativePath));
  }

  /** A file as it is handed out now. */
  file(relativePath: string, version: LandedVersion, defect: string | null): LandedFile {
    const path = this.locate(relativePath);
    return { path, relativePath, ...version, landedAtMs: this.#clock.nowMs(), defect };
  }

  #spelled(relativePath: string): string {
    return this.#options.spellingOf?.(relativePath) ?? relativePath;
  }
}

/** True if a file was handed out before, in the same size and time. */
export function isRepeat(change: FileChange): boolean {
  return change === "touched" || change === "swapped";
}

/** Of a file of which the system tells nothing. */
export const NO_VERSION: LandedVersion = { byteLength: 0, modifiedAtMs: 0, device: 0, inode: 0 };
