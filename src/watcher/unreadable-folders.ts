import { systemErrorCode, systemErrorMessage } from "../core/files/system-error.ts";
import type { UnreadablePath } from "./watcher.ts";

/** Folders that cannot be accessed or listed, each reported when its trouble begins and when it ends. */
export class UnreadableFolders {
  readonly #errors = new Map<string, { readonly code: string; readonly reason: string }>();
  readonly #warn: (message: string) => void;
  readonly #locate: (folder: string) => string;

  /**
   * @param locate absolute path of a folder.
   * @param tell gets a sentence for a person.
   */
  constructor(locate: (folder: string) => string, tell: (message: string) => void) {
    this.#locate = locate;
    this.#warn = tell;
  }

  /** To be listed again on a timer. */
  get folders(): Iterable<string> {
    return this.#errors.keys();
  }

  get count(): number {
    return this.#errors.size;
  }

  note(folder: string, error: NodeJS.ErrnoException): void {
    const code = systemErrorCode(error);
    if (this.#errors.get(folder)?.code === code) return;
    const reason = REASONS[code] ?? `cannot be listed (${code}: ${systemErrorMessage(error)})`;
    this.#errors.set(folder, { code, reason });
    this.#warn(`${this.#locate(folder)} ${reason}; it is tried again every second`);
  }

  /** @returns whether there was a trouble that is over now. */
  clear(folder: string): boolean {
    if (!this.#errors.delete(folder)) return false;
    this.#warn(`${this.#locate(folder)} can be read again`);
    return true;
  }

  list(): readonly UnreadablePath[] {
    return [...this.#errors].map(([folder, { reason }]) => ({
      path: this.#locate(folder),
      isFolder: true,
      reason,
    }));
  }

  /** For a folder that is gone. */
  forget(folder: string): void {
    this.#errors.delete(folder);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "may not be read by this user",
  EPERM: "may not be read by this user",
  EMFILE: "cannot be listed because no file descriptor is left (raise ulimit -n)",
  ENFILE: "cannot be listed because the system has no file descriptor left",
};
