import type { EventListener } from "../core/events.ts";
import { FolderFault } from "../core/make-folder.ts";
import { systemErrorMessage } from "../core/system-error.ts";

/** Emits a warning once per reason, for any number of frames. */
export class OncePerReason {
  readonly #emit: EventListener;
  readonly #trouble: string;
  readonly #told = new Set<string>();

  /** @param trouble action that failed, as the beginning of a sentence. */
  constructor(emit: EventListener, trouble: string) {
    this.#emit = emit;
    this.#trouble = trouble;
  }

  /**
   * Emits a warning. The system's own message contains internal paths and is not used.
   *
   * @param path path of the file as known to the user.
   */
  tell(error: NodeJS.ErrnoException, path: string): void {
    const { code = "" } = error;
    if (this.#told.has(code)) return;
    this.#told.add(code);
    const reason =
      error instanceof FolderFault ? error.message : `${path}: ${systemErrorMessage(error)}`;
    const message = `${this.#trouble}: ${reason}`;
    this.#emit({ type: "warningRaised", message });
  }
}
