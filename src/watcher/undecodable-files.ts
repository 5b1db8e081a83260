import { isUtf8 } from "node:buffer";
import type { PathLike } from "node:fs";
import { opendir } from "node:fs/promises";
import type { FileInspector } from "./file-inspector.ts";
import { folderOf, pathBelow } from "./relative-path.ts";
import type { LandedFile } from "./watcher.ts";

/** Files whose names are not valid UTF-8, so that no text can name them: handed out as defect, each once. */
export class UndecodableFiles {
  readonly #inspector: FileInspector;
  readonly #locate: (folder: string) => string;
  readonly #onFound: () => void;
  readonly #found: LandedFile[] = [];
  readonly #beingListed = new Set<string>();

  /**
   * @param locate absolute path of a folder.
   * @param onFound is called when a look has come to its end.
   */
  constructor(inspector: FileInspector, locate: (folder: string) => string, onFound: () => void) {
    this.#inspector = inspector;
    this.#locate = locate;
    this.#onFound = onFound;
  }

  /** Files that can be taken. */
  get count(): number {
    return this.#found.length;
  }

  /** Whether a look is under way. */
  get isBusy(): boolean {
    return this.#beingListed.size > 0;
  }

  take(): LandedFile | undefined {
    return this.#found.shift();
  }

  /** A path that a listing or an event named leads nowhere: looks for the name behind it. */
  consider(path: string): void {
    const folder = folderOf(path);
    if (!path.includes(REPLACEMENT) || this.#beingListed.has(folder)) return;
    this.#beingListed.add(folder);
    void this.#look(folder).finally(() => {
      this.#beingListed.delete(folder);
      this.#onFound();
    });
  }

  async #look(folder: string): Promise<void> {
    try {
      for await (const { name } of await openAsBytes(this.#locate(folder), {
        encoding: "buffer",
      })) {
        if (isUtf8(name)) continue;
        const listed = pathBelow(folder, name.toString("utf8"));
        const shown = pathBelow(folder, escaped(name));
        const file = this.#inspector.reject(listed, shown, REASON);
        if (file !== null) this.#found.push(file);
      }
    } catch {
      // The folder is gone or may not be read: whoever lists it tells.
    }
  }
}

const REPLACEMENT = "\uFFFD";
const REASON = "its name is not valid UTF-8: rename it";

/** Node takes the encoding "buffer" here, as in readdir; its types do not know. */
const openAsBytes = opendir as unknown as (
  folder: PathLike,
  options: { readonly encoding: "buffer" },
) => Promise<AsyncIterable<{ readonly name: Buffer }>>;

/** Each byte beyond printable ASCII as `\xe9`, so that no two names of a folder look the same. */
function escaped(name: Buffer): string {
  return Array.from(name, (byte) =>
    byte >= 0x20 && byte < 0x7f
      ? String.fromCodePoint(byte)
      : `\\x${byte.toString(16).padStart(2, "0")}`,
  ).join("");
}
