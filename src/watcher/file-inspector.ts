import type { Stats } from "node:fs";
import type { Clock } from "../core/concurrency/clock.ts";
import type { LandedVersion } from "../core/files/landed-file.ts";
import { examineFile, type FileFinding } from "./examine-file.ts";
import { statsOf } from "./path-stats.ts";
import { GrowingFiles } from "./growing-files.ts";
import {
  type ExaminedFile,
  HandedOutFiles,
  type HandedOutFilesOptions,
  NO_VERSION,
} from "./handed-out-files.ts";
import { isMangled } from "./undecodable-names.ts";
import { type FileWarning, UnreadableFiles } from "./unreadable-files.ts";
import { unseenBecause } from "./unseen.ts";
import type { LandedFile, UnreadablePath } from "./watcher.ts";

/** Result of looking at a path. */
export type Look =
  | { readonly kind: "landed"; readonly file: LandedFile }
  /** `unseen`: it cannot be accessed, and is no file that is waited for. */
  | { readonly kind: "folder" | "gone" | "nothing" | "unseen" };

export interface FileInspectorOptions extends HandedOutFilesOptions {
  readonly isWanted: (relativePath: string) => boolean;
  /** True if a file is a frame even if it is certainly no image. @default none is */
  readonly isMeant?: (relativePath: string) => boolean;
  /** Time that a file may stay as it is before it is given up, in milliseconds. */
  readonly settleMs: number;
}

/** Decides which files have landed. */
export class FileInspector {
  readonly handedOut: HandedOutFiles;
  /** Files that are looked at again until they are whole or given up. */
  readonly growing: GrowingFiles;
  readonly #options: FileInspectorOptions;
  readonly #clock: Clock;
  readonly #warn: FileWarning;
  readonly #unreadable: UnreadableFiles;

  /**
   * @param warn called when a file cannot be read, once until it can, or when it is damaged and handed out
   *   all the same.
   */
  constructor(options: FileInspectorOptions, clock: Clock, warn: FileWarning) {
    this.#options = options;
    this.#clock = clock;
    this.#warn = warn;
    this.growing = new GrowingFiles(options.settleMs);
    this.handedOut = new HandedOutFiles(options, clock);
    const { growing, handedOut } = this;
    this.#unreadable = new UnreadableFiles({ handedOut, growing, clock, warn });
  }

  /** True if a path was handed out, or is being watched growing. */
  isKnown(relativePath: string): boolean {
    return this.handedOut.has(relativePath) || this.growing.has(relativePath);
  }

  /** Files that were handed out, and of which nobody knows whether they have changed since. */
  get unreadable(): readonly UnreadablePath[] {
    return this.#unreadable.list;
  }

  /** True if a path leads to a folder. */
  isFolder(relativePath: string): boolean {
    const stats = statsOf(this.handedOut.locate(relativePath));
    return stats !== null && !(stats instanceof Error) && stats.isDirectory();
  }

  /**
   * Takes a file that cannot be used as handed out.
   *
   * @param listed its path as it was listed, which decides whether anybody wants it.
   * @param shown its path as it is to be shown.
   * @returns what to hand out; `null` if it was handed out before, or nobody wants it.
   */
  reject(listed: string, shown: string, defect: string): LandedFile | null {
    return this.#options.isWanted(listed) ? this.handedOut.reject(shown, defect) : null;
  }

  /** Waits no longer for a file whose folder is not watched; what was handed out stays known. */
  leave(relativePath: string): Look {
    this.growing.forget(relativePath);
    return NOTHING;
  }

  /**
   * Looks at a path; a file is `landed` once in each of its versions.
   *
   * @param isFolder true if it is known as a folder, should the look fail; `null` where nobody knows.
   */
  look(relativePath: string, isFolder: boolean | null = null): Look {
    const stats = statsOf(this.handedOut.locate(relativePath));
    if (stats === null) return this.#forget(relativePath);
    if (stats instanceof Error) return this.#lookFailed(relativePath, stats, isFolder);
    this.#unreadable.forget(relativePath);
    if (stats.isDirectory()) return { kind: "folder" };
    if (!stats.isFile() || !this.#options.isWanted(relativePath)) return NOTHING;
    return this.#lookAtFile(relativePath, stats);
  }

  #lookAtFile(relativePath: string, stats: Stats): Look {
    const file = this.handedOut.compare(relativePath, stats);
    if (file.change === "same") return this.leave(relativePath);
    if (this.#options.arrivesWhole && file.change !== "rewritten")
      return this.#land(file, file.version, null);
    const found = examineFile(this.handedOut.locate(relativePath));
    switch (found.state) {
      case "gone":
        return this.#forget(relativePath);
      case "unreadable":
        return landedOrNothing(this.#unreadable.note(file, found.reason));
      case "resourcesExhausted":
        this.growing.postpone(relativePath, file.version, this.#clock.nowMs());
        return NOTHING;
      default:
        return this.#landOrWait(file, found);
    }
  }

  #landOrWait(file: ExaminedFile, found: SeenFinding): Look {
    const { relativePath } = file;
    const { version } = found;
    const nowMs = this.#clock.nowMs();
    if (found.state === "growing") {
      if (this.growing.isGivenUp(relativePath, version, nowMs)) return this.#giveUp(file, found);
    } else if (this.#isStill(file, found, nowMs)) {
      return this.#land(
        file,
        this.handedOut.identity(version),
        this.#defectOf(relativePath, found),
      );
    }
    this.growing.note(relativePath, version, nowMs);
    return NOTHING;
  }

  /** True if a file has been left alone for long enough, where its bytes alone cannot tell. */
  #isStill(
    { relativePath, change }: ExaminedFile,
    { state, version }: SeenFinding,
    nowMs: number,
  ): boolean {
    const isRewritten = change === "rewritten" || change === "touched";
    if (state === "whole" && !isRewritten) return true;
    const stillForMs = this.growing.unchangedForMs(relativePath, version, nowMs);
    const isSnapshot = state === "whole" && this.growing.isRestless(relativePath, nowMs);
    return stillForMs >= (isSnapshot ? SNAPSHOT_STILL_MS : STILL_MS);
  }

  #defectOf(relativePath: string, found: SeenFinding): string | null {
    if (found.state !== "endless" || this.#options.isMeant?.(relativePath) === true) return null;
    return found.otherKind ?? null;
  }

  /** A file that nobody goes on writing is a failure, unless decoders can read what there is of it. */
  #giveUp(file: ExaminedFile, found: Extract<SeenFinding, { readonly state: "growing" }>): Look {
    const { reason, isReadable = false, version } = found;
    if (isReadable)
      this.#warn(file.relativePath, `is damaged, and taken as far as it can be read: ${reason}`);
    return this.#land(file, this.handedOut.identity(version), isReadable ? null : reason);
  }

  #land(file: ExaminedFile, version: LandedVersion, defect: string | null): Look {
    this.growing.forget(file.relativePath);
    return { kind: "landed", file: this.handedOut.handOut(file, version, defect) };
  }

  /** The system cannot tell what lies there: that is no absence, and what was handed out stays known. */
  #lookFailed(relativePath: string, error: NodeJS.ErrnoException, isFolder: boolean | null): Look {
    if (error.code === "ENAMETOOLONG" && isMangled(relativePath)) return this.#forget(relativePath);
    const isWanted = this.#options.isWanted(relativePath);
    if (isFolder ?? !isWanted) return { kind: "unseen" };
    if (!isWanted) return NOTHING;
    this.handedOut.keep(relativePath);
    const unseen = unseenBecause(error, "accessed");
    if (unseen.state === "unreadable") {
      const file: ExaminedFile = { relativePath, inode: 0, version: NO_VERSION, change: "new" };
      return landedOrNothing(this.#unreadable.note(file, unseen.reason));
    }
    this.growing.postpone(relativePath, NO_VERSION, this.#clock.nowMs());
    return NOTHING;
  }

  #forget(relativePath: string): Look {
    this.handedOut.forget(relativePath);
    this.growing.forget(relativePath);
    this.#unreadable.forget(relativePath);
    return { kind: "gone" };
  }
}

/** Result of examining the bytes of a file. */
type SeenFinding = Extract<FileFinding, { readonly version: LandedVersion }>;

const NOTHING: Look = { kind: "nothing" };

function landedOrNothing(file: LandedFile | null): Look {
  return file === null ? NOTHING : { kind: "landed", file };
}

/**
 * Time that a file must stay unchanged, in milliseconds, to count as whole where its bytes cannot tell: a format without
 * an end mark, or a file rewritten in place, in which old and new bytes may stand side by side.
 */
const STILL_MS = 250;

/** For a file that is rewritten all the time, such as a webcam's `latest.jpg`: sampled in a pause. */
const SNAPSHOT_STILL_MS = 20;
