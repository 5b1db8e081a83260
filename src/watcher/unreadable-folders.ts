import { systemErrorCode, systemErrorMessage } from "../core/files/system-error.ts";
import type { UnreadablePath } from "./watcher.ts";

/** Folders that cannot be accessed or listed, each told of once when its trouble begins and once when it ends. */
export class UnreadableFolders {
  readonly #troubles = new Map<string, { readonly code: string; readonly reason: string }>();
  readonly #tell: (message: string) => void;
  readonly #locate: (folder: string) => string;

  /**
   * @param locate absolute path of a folder.
   * @param tell gets a sentence for a person.
   */
  constructor(locate: (folder: string) => string, tell: (message: string) => void) {
    this.#locate = locate;
    this.#tell = tell;
  }

  /** To be listed again on a timer. */
  get folders(): Iterable<string> {
    return this.#troubles.keys();
  }

  get count(): number {
    return this.#troubles.size;
  }

  note(folder: string, error: NodeJS.ErrnoException): void {
    const code = systemErrorCode(error);
    if (this.#troubles.get(folder)?.code === code) return;
    const reason = WORDS[code] ?? `cannot be listed (${code}: ${systemErrorMessage(error)})`;
    this.#troubles.set(folder, { code, reason });
    this.#tell(`${this.#locate(folder)} ${reason}; it is tried again every second`);
  }

  /** @returns whether there was a trouble that is over now. */
  clear(folder: string): boolean {
    if (!this.#troubles.delete(folder)) return false;
    this.#tell(`${this.#locate(folder)} can be read again`);
    return true;
  }

  list(): readonly UnreadablePath[] {
    return [...this.#troubles].map(([folder, { reason }]) => ({
      path: this.#locate(folder),
      isFolder: true,
      reason,
    }));
  }

  /** For a folder that is gone. */
  forget(folder: string): void {
    this.#troubles.delete(folder);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "may not be read by this user",
  EPERM: "may not be read by this user",
  EMFILE: "cannot be listed because no file descriptor is left (raise ulimit -n)",
  ENFILE: "cannot be listed because the system has no file descriptor left",
};
