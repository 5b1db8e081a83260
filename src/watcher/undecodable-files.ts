import { isUtf8 } from "node:buffer";
import { isAbsence } from "../core/files/system-error.ts";
import { folderEntriesAsBytes } from "../core/files/folder-entries.ts";
import type { FileInspector } from "./file-inspector.ts";
import { mayBeUndecodable } from "./undecodable-names.ts";
import { folderOf, pathBelow } from "./relative-path.ts";
import type { LandedFile } from "./watcher.ts";

/** Callbacks of a look for undecodable names. */
export interface UndecodableFilesListener {
  /** A look has come to its end. */
  readonly onLooked: () => void;
  /** The folder cannot be listed now. */
  readonly onUnlisted: (folder: string, error: NodeJS.ErrnoException) => void;
}

/** Files whose names are not valid UTF-8, so that no text can name them: handed out as defect, each once. */
export class UndecodableFiles {
  readonly #inspector: FileInspector;
  readonly #locate: (folder: string) => string;
  readonly #listener: UndecodableFilesListener;
  readonly #found: LandedFile[] = [];
  readonly #beingListed = new Set<string>();

  /** @param locate absolute path of a folder. */
  constructor(
    inspector: FileInspector,
    locate: (folder: string) => string,
    listener: UndecodableFilesListener,
  ) {
    this.#inspector = inspector;
    this.#locate = locate;
    this.#listener = listener;
  }

  /** Files that can be taken. */
  get count(): number {
    return this.#found.length;
  }

  /** True if a look is under way. */
  get isBusy(): boolean {
    return this.#beingListed.size > 0;
  }

  take(): LandedFile | undefined {
    return this.#found.shift();
  }

  /** A path that a listing or an event named leads nowhere: looks for the name behind it. */
  consider(path: string): void {
    const folder = folderOf(path);
    if (!mayBeUndecodable(path) || this.#beingListed.has(folder)) return;
    this.#beingListed.add(folder);
    void this.#look(folder).finally(() => {
      this.#beingListed.delete(folder);
      this.#listener.onLooked();
    });
  }

  async #look(folder: string): Promise<void> {
    try {
      for await (const batch of folderEntriesAsBytes(this.#locate(folder)))
        for (const { name } of batch) if (!isUtf8(name)) this.#note(folder, name);
    } catch (error) {
      // Of a folder that is gone there is nothing to tell.
      if (!isAbsence(error)) this.#listener.onUnlisted(folder, error as NodeJS.ErrnoException);
    }
  }

  #note(folder: string, name: Buffer): void {
    const listed = pathBelow(folder, name.toString("utf8"));
    const shown = pathBelow(folder, escaped(name));
    const file = this.#inspector.reject(listed, shown, REASON);
    if (file !== null) this.#found.push(file);
  }
}

const REASON = "its name is not valid UTF-8: rename it";

/** Each byte beyond printable ASCII as `\xe9`, so that no two names of a folder look the same. */
function escaped(name: Buffer): string {
  return Array.from(name, (byte) =>
    byte >= 0x20 && byte < 0x7f
      ? String.fromCodePoint(byte)
      : `\\x${byte.toString(16).padStart(2, "0")}`,
  ).join("");
}
