import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { examineFile } from "./examine-file.ts";
import { GrowingFiles } from "./growing-files.ts";
import { type FileVersion, SeenFiles } from "./seen-files.ts";
import type { LandedFile } from "./watcher.ts";

/** What a look at a path found. */
export type Look =
  | { readonly kind: "landed"; readonly file: LandedFile }
  | { readonly kind: "folder" | "gone" | "nothing" };

export interface FileInspectorOptions {
  readonly isWanted: (path: string) => boolean;
  readonly arrivesWhole: boolean;
  readonly settleMs: number;
}

/** Decides which files have landed, and remembers which ones did. */
export class FileInspector {
  readonly #root: string;
  readonly #options: FileInspectorOptions;
  readonly #clock: Clock;
  readonly #onUnreadable: (path: string, reason: string) => void;
  readonly #seen = new SeenFiles();
  readonly #growing: GrowingFiles;
  #isEnding = false;

  /** @param onUnreadable is told of a file that cannot be read, once until it can. */
  constructor(
    root: string,
    options: FileInspectorOptions,
    clock: Clock,
    onUnreadable: (path: string, reason: string) => void,
  ) {
    this.#root = root;
    this.#options = options;
    this.#clock = clock;
    this.#onUnreadable = onUnreadable;
    this.#growing = new GrowingFiles(options.settleMs);
  }

  /** Files that are looked at again until they are whole or given up. */
  get growing(): GrowingFiles {
    return this.#growing;
  }

  /** Says that the run is about to end, so that nothing may be waited for without limit. */
  end(): void {
    this.#isEnding = true;
  }

  /** Whether a listing need not look at this path: it was handed out, or is being watched growing. */
  isKnown(path: string): boolean {
    return this.#seen.has(path) || this.#growing.has(path);
  }

  /** Takes a file as seen without handing it out. */
  pass(path: string): void {
    const stats = lstatOf(join(this.#root, path));
    if (stats?.isFile() === true) this.#seen.remember(path, versionOf(stats));
  }

  /** Looks at a path; a file is `landed` once in each of its versions. */
  look(path: string): Look {
    const stats = lstatOf(join(this.#root, path));
    if (stats === null) {
      this.#seen.forget(path);
      this.#growing.forget(path);
      return { kind: "gone" };
    }
    if (stats.isDirectory()) return { kind: "folder" };
    if (!stats.isFile() || !this.#options.isWanted(path)) return { kind: "nothing" };
    const version = versionOf(stats);
    const known = this.#seen.compare(path, version);
    if (known === "same") return { kind: "nothing" };
    const judgement = this.#judge(path, version, known === "changed");
    if (judgement === "wait") {
      this.#growing.note(path, version, this.#clock.nowMs());
      return { kind: "nothing" };
    }
    this.#growing.forget(path);
    this.#seen.remember(path, version);
    const landedAtMs = this.#clock.nowMs();
    return { kind: "landed", file: { relativePath: path, ...version, landedAtMs, ...judgement } };
  }

  #judge(path: string, version: FileVersion, isRewritten: boolean): "wait" | { defect: string | null } {
    if (this.#options.arrivesWhole && !isRewritten) return { defect: null };
    const nowMs = this.#clock.nowMs();
    const stillForMs = this.#growing.unchangedForMs(path, version, nowMs);
    const found = examineFile(join(this.#root, path));
    switch (found.state) {
      case "whole":
        // A file that is rewritten in place may look whole while old and new bytes are mixed.
        return isRewritten && stillForMs < STILL_MS ? "wait" : { defect: null };
      case "endless":
        return stillForMs < STILL_MS ? "wait" : { defect: null };
      case "growing":
        return this.#growing.isGivenUp(path, version, nowMs) ? { defect: found.reason } : "wait";
      case "unreadable":
        if (!this.#growing.has(path)) this.#onUnreadable(path, found.reason);
        return this.#isEnding && this.#growing.isGivenUp(path, version, nowMs)
          ? { defect: found.reason }
          : "wait";
      case "gone":
        return "wait";
    }
  }
}

/** How long a file without an end mark must stay as it is to count as whole. */
const STILL_MS = 250;

function versionOf(stats: Stats): FileVersion {
  return { byteLength: stats.size, modifiedAtMs: stats.mtimeMs };
}

function lstatOf(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
