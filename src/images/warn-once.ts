import type { EventListener } from "../core/events/run-event.ts";
import { FolderFault } from "../core/files/make-folder.ts";
import { systemErrorMessage } from "../core/files/system-error.ts";

/** Emits a warning once per reason, for any number of frames. */
export class WarnOncePerReason {
  readonly #emit: EventListener;
  readonly #action: string;
  readonly #warnedCodes = new Set<string>();

  /** @param action action that failed, as the beginning of a sentence. */
  constructor(emit: EventListener, action: string) {
    this.#emit = emit;
    this.#action = action;
  }

  /**
   * Emits a warning. The system's own message contains internal paths and is not used.
   *
   * @param path path of the file as known to the user.
   */
  warn(error: NodeJS.ErrnoException, path: string): void {
    const { code = "" } = error;
    if (this.#warnedCodes.has(code)) return;
    this.#warnedCodes.add(code);
    const reason =
      error instanceof FolderFault ? error.message : `${path}: ${systemErrorMessage(error)}`;
    const message = `${this.#action}: ${reason}`;
    this.#emit({ type: "warningRaised", message });
  }
}
