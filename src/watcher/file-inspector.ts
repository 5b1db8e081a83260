import type { Clock } from "../core/clock.ts";
import type { LandedVersion } from "../core/landed-file.ts";
import { examineFile, type FileFinding } from "./examine-file.ts";
import { statsOf, versionOf } from "./file-version.ts";
import { GrowingFiles } from "./growing-files.ts";
import { SeenFiles } from "./seen-files.ts";
import type { LandedFile } from "./watcher.ts";

/** What a look at a path found. */
export type Look =
  | { readonly kind: "landed"; readonly file: LandedFile }
  | { readonly kind: "folder" | "gone" | "nothing" };

export interface FileInspectorOptions {
  /** Absolute path of what is called `relativePath`. */
  readonly locate: (relativePath: string) => string;
  readonly isWanted: (relativePath: string) => boolean;
  readonly arrivesWhole: boolean;
  readonly settleMs: number;
}

/** Decides which files have landed, and remembers which ones did. */
export class FileInspector {
  readonly #options: FileInspectorOptions;
  readonly #clock: Clock;
  readonly #onUnreadable: (relativePath: string, reason: string) => void;
  readonly seen: SeenFiles = new SeenFiles();
  /** Files that are looked at again until they are whole or given up. */
  readonly growing: GrowingFiles;

  /** @param onUnreadable is told of a file that cannot be read, once until it can. */
  constructor(
    options: FileInspectorOptions,
    clock: Clock,
    onUnreadable: (relativePath: string, reason: string) => void,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#onUnreadable = onUnreadable;
    this.growing = new GrowingFiles(options.settleMs);
  }

  /** Absolute path of what is called `relativePath`. */
  locate(relativePath: string): string {
    return this.#options.locate(relativePath);
  }

  /** Whether a path was handed out, or is being watched growing. */
  isKnown(relativePath: string): boolean {
    return this.seen.has(relativePath) || this.growing.has(relativePath);
  }

  /**
   * Takes a file as handed out, unless it was made or changed after `sinceMs` (wall clock).
   *
   * @returns whether it was there before; `false` for what must be looked at.
   */
  pass(relativePath: string, sinceMs: number): boolean {
    const stats = statsOf(this.locate(relativePath));
    if (stats?.isFile() !== true || stats.ctimeMs >= sinceMs) return false;
    this.seen.remember(relativePath, versionOf(stats), stats.ino);
    return true;
  }

  /**
   * Takes a file that cannot be used as handed out.
   *
   * @param listed its path as it was listed, which decides whether anybody wants it.
   * @param shown its path as it is to be shown.
   * @returns what to hand out; `null` if it was handed out before, or nobody wants it.
   */
  reject(listed: string, shown: string, defect: string): LandedFile | null {
    if (!this.#options.isWanted(listed)) return null;
    if (this.seen.compare(shown, NO_VERSION, 0) !== "new") return null;
    this.seen.remember(shown, NO_VERSION, 0);
    return this.#file(shown, NO_VERSION, defect);
  }

  /** Waits no longer for a file whose folder is not watched; what was handed out stays known. */
  leave(relativePath: string): Look {
    this.growing.forget(relativePath);
    return { kind: "nothing" };
  }

  /** Looks at a path; a file is `landed` once in each of its versions. */
  look(relativePath: string): Look {
    const stats = statsOf(this.locate(relativePath));
    if (stats === null) return this.#lose(relativePath);
    if (stats.isDirectory()) return { kind: "folder" };
    if (!stats.isFile() || !this.#options.isWanted(relativePath)) return { kind: "nothing" };
    const version = versionOf(stats);
    const familiarity = this.seen.compare(relativePath, version, stats.ino);
    if (familiarity === "same") {
      this.growing.forget(relativePath);
      return { kind: "nothing" };
    }
    if (this.#options.arrivesWhole && familiarity !== "rewritten")
      return this.#land(relativePath, version, stats.ino, null);
    const isRewritten = familiarity === "rewritten";
    return this.#judge(relativePath, version, stats.ino, isRewritten);
  }

  #judge(relativePath: string, version: LandedVersion, inode: number, isRewritten: boolean): Look {
    const nowMs = this.#clock.nowMs();
    const found = examineFile(this.locate(relativePath));
    switch (found.state) {
      case "whole":
      case "endless": {
        const isStill = this.#isStill(relativePath, found, isRewritten, nowMs);
        return isStill
          ? this.#land(relativePath, found.version, inode, null)
          : this.#wait(relativePath, found.version, nowMs);
      }
      case "growing":
        return this.growing.isGivenUp(relativePath, found.version, nowMs)
          ? this.#land(relativePath, found.version, inode, found.reason)
          : this.#wait(relativePath, found.version, nowMs);
      case "unreadable":
        return this.#giveUpUnreadable(relativePath, version, found.reason);
      case "starved":
        this.growing.postpone(relativePath, version, nowMs);
        return { kind: "nothing" };
      case "gone":
        return this.#lose(relativePath);
    }
  }

  /** Whether a file has been left alone for long enough, where its bytes alone cannot tell. */
  #isStill(
    relativePath: string,
    { state, version }: FileFinding & { readonly version: LandedVersion },
    isRewritten: boolean,
    nowMs: number,
  ): boolean {
    if (state === "whole" && !isRewritten) return true;
    const stillForMs = this.growing.unchangedForMs(relativePath, version, nowMs);
    const isSnapshot = state === "whole" && this.growing.isRestless(relativePath, nowMs);
    return stillForMs >= (isSnapshot ? SNAPSHOT_STILL_MS : STILL_MS);
  }

  #wait(relativePath: string, version: LandedVersion, nowMs: number): Look {
    this.growing.note(relativePath, version, nowMs);
    return { kind: "nothing" };
  }

  /** A repair need not change the file, so it is looked at further after it was given up. */
  #giveUpUnreadable(relativePath: string, version: LandedVersion, reason: string): Look {
    const nowMs = this.#clock.nowMs();
    if (!this.growing.has(relativePath)) this.#onUnreadable(relativePath, reason);
    const isDue =
      !this.growing.isParked(relativePath) && this.growing.isGivenUp(relativePath, version, nowMs);
    this.growing.note(relativePath, version, nowMs);
    if (!isDue) return { kind: "nothing" };
    this.growing.park(relativePath);
    return { kind: "landed", file: this.#file(relativePath, version, reason) };
  }

  #land(relativePath: string, version: LandedVersion, inode: number, defect: string | null): Look {
    this.growing.forget(relativePath);
    this.seen.remember(relativePath, version, inode);
    return { kind: "landed", file: this.#file(relativePath, version, defect) };
  }

  #lose(relativePath: string): Look {
    this.seen.forget(relativePath);
    this.growing.forget(relativePath);
    return { kind: "gone" };
  }

  #file(relativePath: string, version: LandedVersion, defect: string | null): LandedFile {
    const path = this.locate(relativePath);
    return { path, relativePath, ...version, landedAtMs: this.#clock.nowMs(), defect };
  }
}

/** Of a file that cannot be looked at. */
const NO_VERSION: LandedVersion = { byteLength: 0, modifiedAtMs: 0, device: 0, inode: 0 };

/**
 * How long a file must stay as it is to count as whole where its bytes cannot tell: a format without
 * an end mark, or a file rewritten in place, in which old and new bytes may stand side by side.
 */
const STILL_MS = 250;

/** For a file that is rewritten all the time, such as a webcam's `latest.jpg`: sampled in a pause. */
const SNAPSHOT_STILL_MS = 20;
