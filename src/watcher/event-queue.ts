import { folderOf } from "./relative-path.ts";

/** Paths that something happened to, each once, in the order in which it did. */
export class EventQueue {
  readonly #paths = new Set<string>();
  readonly #onOverflow: (folder: string) => void;

  /** @param onOverflow called with a folder that must be listed because the queue was full. */
  constructor(onOverflow: (folder: string) => void) {
    this.#onOverflow = onOverflow;
  }

  get count(): number {
    return this.#paths.size;
  }

  /** Keeps a hint while there is room. */
  add(path: string): void {
    if (this.#paths.size < MAX_PATHS) this.#paths.add(path);
    else if (!this.#paths.has(path)) this.#onOverflow(folderOf(path));
  }

  /** For a path that no listing would bring up again, such as that of a known file; always has room. */
  addAlways(path: string): void {
    this.#paths.add(path);
  }

  /** Takes the oldest hint out; `undefined` if there is none. */
  take(): string | undefined {
    const [path] = this.#paths;
    if (path !== undefined) this.#paths.delete(path);
    return path;
  }
}

/**
 * Linux keeps 16,384 events for us and drops more without a word. As many hints at once mean that
 * some were lost, so that a listing is due anyway.
 */
const MAX_PATHS = 4096;
