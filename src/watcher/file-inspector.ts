import type { Stats } from "node:fs";
import type { Clock } from "../core/concurrency/clock.ts";
import { versionOf } from "../core/files/file-version.ts";
import type { LandedVersion } from "../core/files/landed-file.ts";
import { examineFile, type FileFinding } from "./examine-file.ts";
import { statsOf } from "./file-version.ts";
import { GrowingFiles } from "./growing-files.ts";
import { isMangled } from "./undecodable-names.ts";
import { type FileChange, SeenFiles } from "./seen-files.ts";
import { unseenBecause } from "./unseen.ts";
import type { LandedFile, UnreadablePath } from "./watcher.ts";

/** What a look at a path found. */
export type Look =
  | { readonly kind: "landed"; readonly file: LandedFile }
  /** `unseen`: it cannot be accessed, and is no file that is waited for. */
  | { readonly kind: "folder" | "gone" | "nothing" | "unseen" };

export interface FileInspectorOptions {
  /** Absolute path of what is called `relativePath`. */
  readonly locate: (relativePath: string) => string;
  /** The one spelling of a path, where a file may come under several. @default as it is */
  readonly spellingOf?: (relativePath: string) => string;
  readonly isWanted: (relativePath: string) => boolean;
  /** Whether a file is a frame even if it is certainly no image. @default none is */
  readonly isMeant?: (relativePath: string) => boolean;
  readonly arrivesWhole: boolean;
  readonly settleMs: number;
}

/** Decides which files have landed, and remembers which ones did. */
export class FileInspector {
  readonly #options: FileInspectorOptions;
  readonly #clock: Clock;
  readonly #warn: (relativePath: string, trouble: string) => void;
  readonly seen: SeenFiles = new SeenFiles();
  /** Files that are looked at again until they are whole or given up. */
  readonly growing: GrowingFiles;
  /** Files that were handed out and can no longer be looked at, and why. */
  readonly #lost = new Map<string, string>();

  /**
   * @param warn is told what is the matter with a file, as what a sentence says that begins with its name:
   *   that it cannot be read, once until it can, or that it is damaged and handed out all the same.
   */
  constructor(
    options: FileInspectorOptions,
    clock: Clock,
    warn: (relativePath: string, trouble: string) => void,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#warn = warn;
    this.growing = new GrowingFiles(options.settleMs);
  }

  /** Absolute path of what is called `relativePath`. */
  locate(relativePath: string): string {
    return this.#options.locate(relativePath);
  }

  /** Whether a path was handed out, or is being watched growing. */
  isKnown(relativePath: string): boolean {
    return this.seen.has(this.#spelled(relativePath)) || this.growing.has(relativePath);
  }

  /** Files that were handed out, and of which nobody knows whether they have changed since. */
  get unreadable(): readonly UnreadablePath[] {
    return Array.from(this.#lost, ([path, reason]) => ({
      path: this.locate(path),
      isFolder: false,
      reason: `cannot be accessed again (${reason})`,
    }));
  }

  /** Whether a path leads to a folder. */
  isFolder(relativePath: string): boolean {
    const stats = statsOf(this.locate(relativePath));
    return isSeen(stats) && stats.isDirectory();
  }

  /**
   * Takes a file as handed out, unless it was made or changed after `sinceMs` (wall clock).
   *
   * @returns whether it was there before; `false` for what must be looked at.
   */
  pass(relativePath: string, sinceMs: number): boolean {
    const stats = statsOf(this.locate(relativePath));
    if (!isSeen(stats) || !stats.isFile() || stats.ctimeMs >= sinceMs) return false;
    // Its bytes were never read, so that nobody could tell later what a new change time means.
    const { stamp: _, ...version } = versionOf(stats);
    this.seen.remember(this.#spelled(relativePath), version, stats.ino);
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
    if (this.seen.compare(this.#spelled(shown), NO_VERSION, 0) !== "new") return null;
    this.seen.remember(this.#spelled(shown), NO_VERSION, 0);
    return this.#file(shown, NO_VERSION, defect);
  }

  /** Waits no longer for a file whose folder is not watched; what was handed out stays known. */
  leave(relativePath: string): Look {
    this.growing.forget(relativePath);
    return { kind: "nothing" };
  }

  /**
   * Looks at a path; a file is `landed` once in each of its versions.
   *
   * @param isFolder whether it is known as a folder, should the look fail; `null` where nobody knows.
   */
  look(relativePath: string, isFolder: boolean | null = null): Look {
    const stats = statsOf(this.locate(relativePath));
    if (stats === null) return this.#lose(relativePath);
    if (stats instanceof Error) return this.#miss(relativePath, stats, isFolder);
    if (this.#lost.size > 0) this.#lost.delete(relativePath);
    if (stats.isDirectory()) return { kind: "folder" };
    if (!stats.isFile() || !this.#options.isWanted(relativePath)) return { kind: "nothing" };
    const version = this.#told(versionOf(stats));
    const familiarity = this.seen.compare(this.#spelled(relativePath), version, stats.ino);
    if (familiarity === "same") {
      this.growing.forget(relativePath);
      return { kind: "nothing" };
    }
    const subject = { relativePath, inode: stats.ino, familiarity };
    if (this.#options.arrivesWhole && familiarity !== "rewritten")
      return this.#land(subject, version, null);
    return this.#judge(subject, version);
  }

  #judge(subject: Subject, version: LandedVersion): Look {
    const { relativePath } = subject;
    const nowMs = this.#clock.nowMs();
    const found = examineFile(this.locate(relativePath));
    switch (found.state) {
      case "whole":
      case "endless": {
        return this.#isStill(subject, found, nowMs)
          ? this.#land(subject, this.#told(found.version), this.#defectOf(relativePath, found))
          : this.#wait(relativePath, found.version, nowMs);
      }
      case "growing":
        return this.growing.isGivenUp(relativePath, found.version, nowMs)
          ? this.#giveUpGrowing(subject, found)
          : this.#wait(relativePath, found.version, nowMs);
      case "unreadable":
        return this.#giveUpUnreadable(subject, version, found.reason);
      case "resourcesExhausted":
        this.growing.postpone(relativePath, version, nowMs);
        return { kind: "nothing" };
      case "gone":
        return this.#lose(relativePath);
    }
  }

  #defectOf(relativePath: string, found: FileFinding): string | null {
    if (found.state !== "endless" || this.#options.isMeant?.(relativePath) === true) return null;
    return found.otherKind ?? null;
  }

  /** Whether a file has been left alone for long enough, where its bytes alone cannot tell. */
  #isStill(
    { relativePath, familiarity }: Subject,
    { state, version }: FileFinding & { readonly version: LandedVersion },
    nowMs: number,
  ): boolean {
    const isRewritten = familiarity === "rewritten" || familiarity === "touched";
    if (state === "whole" && !isRewritten) return true;
    const stillForMs = this.growing.unchangedForMs(relativePath, version, nowMs);
    const isSnapshot = state === "whole" && this.growing.isRestless(relativePath, nowMs);
    return stillForMs >= (isSnapshot ? SNAPSHOT_STILL_MS : STILL_MS);
  }

  /** A file that nobody goes on writing is a failure, unless decoders can read what there is of it. */
  #giveUpGrowing(
    subject: Subject,
    found: Extract<FileFinding, { readonly state: "growing" }>,
  ): Look {
    const { reason, isReadable = false, version } = found;
    if (isReadable)
      this.#warn(subject.relativePath, `is damaged, and taken as far as it can be read: ${reason}`);
    return this.#land(subject, this.#told(version), isReadable ? null : reason);
  }

  #wait(relativePath: string, version: LandedVersion, nowMs: number): Look {
    this.growing.note(relativePath, version, nowMs);
    return { kind: "nothing" };
  }

  /** The system cannot tell what lies there: that is no absence, and what was handed out stays known. */
  #miss(relativePath: string, error: NodeJS.ErrnoException, isFolder: boolean | null): Look {
    if (error.code === "ENAMETOOLONG" && isMangled(relativePath)) return this.#lose(relativePath);
    const isWanted = this.#options.isWanted(relativePath);
    if (isFolder ?? !isWanted) return { kind: "unseen" };
    if (!isWanted) return { kind: "nothing" };
    this.seen.keep(this.#spelled(relativePath));
    const unseen = unseenBecause(error, "looked at");
    if (unseen.state === "unreadable")
      return this.#giveUpUnreadable(unseenSubject(relativePath), NO_VERSION, unseen.reason);
    this.growing.postpone(relativePath, NO_VERSION, this.#clock.nowMs());
    return { kind: "nothing" };
  }

  /** A repair need not change the file, so it is looked at further after it was given up. */
  #giveUpUnreadable(subject: Subject, version: LandedVersion, reason: string): Look {
    const { relativePath } = subject;
    const nowMs = this.#clock.nowMs();
    if (!this.growing.has(relativePath)) this.#warn(relativePath, `cannot be read: ${reason}`);
    // One that was handed out before, and of which only the mode has changed, has not failed.
    const isDue =
      !this.growing.isParked(relativePath) &&
      (isRepeat(subject) || this.growing.isGivenUp(relativePath, version, nowMs));
    this.growing.note(relativePath, version, nowMs);
    if (!isDue) return { kind: "nothing" };
    this.growing.park(relativePath);
    if (version === NO_VERSION && this.seen.has(this.#spelled(relativePath))) {
      this.#lost.set(relativePath, reason);
      return { kind: "nothing" };
    }
    if (isRepeat(subject)) return { kind: "nothing" };
    return { kind: "landed", file: this.#file(relativePath, version, reason) };
  }

  #land(subject: Subject, version: LandedVersion, defect: string | null): Look {
    const { relativePath, inode } = subject;
    this.growing.forget(relativePath);
    this.seen.remember(this.#spelled(relativePath), version, inode);
    const file = this.#file(relativePath, version, defect);
    return { kind: "landed", file: isRepeat(subject) ? { ...file, isRepeat: true } : file };
  }

  /** A file that arrives whole is told by what wrote it: nothing else about it matters. */
  #told(version: LandedVersion): LandedVersion {
    if (!this.#options.arrivesWhole) return version;
    const { stamp: _, ...told } = version;
    return told;
  }

  #lose(relativePath: string): Look {
    this.seen.forget(this.#spelled(relativePath));
    this.growing.forget(relativePath);
    this.#lost.delete(relativePath);
    return { kind: "gone" };
  }

  #spelled(relativePath: string): string {
    return this.#options.spellingOf?.(relativePath) ?? relativePath;
  }

  #file(relativePath: string, version: LandedVersion, defect: string | null): LandedFile {
    const path = this.locate(relativePath);
    return { path, relativePath, ...version, landedAtMs: this.#clock.nowMs(), defect };
  }
}

function isSeen(stats: ReturnType<typeof statsOf>): stats is Stats {
  return stats !== null && !(stats instanceof Error);
}

/** A file that is looked at. */
interface Subject {
  readonly relativePath: string;
  readonly inode: number;
  readonly familiarity: FileChange;
}

/** A file of which the system tells nothing. */
function unseenSubject(relativePath: string): Subject {
  return { relativePath, inode: 0, familiarity: "new" };
}

/** Whether a file was handed out before, in the same size and time. */
function isRepeat({ familiarity }: Subject): boolean {
  return familiarity === "touched" || familiarity === "swapped";
}

/** Of a file that cannot be accessed. */
const NO_VERSION: LandedVersion = { byteLength: 0, modifiedAtMs: 0, device: 0, inode: 0 };

/**
 * How long a file must stay as it is to count as whole where its bytes cannot tell: a format without
 * an end mark, or a file rewritten in place, in which old and new bytes may stand side by side.
 */
const STILL_MS = 250;

/** For a file that is rewritten all the time, such as a webcam's `latest.jpg`: sampled in a pause. */
const SNAPSHOT_STILL_MS = 20;
