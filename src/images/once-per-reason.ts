import type { EventListener } from "../core/events.ts";
import { FolderFault } from "../core/make-folder.ts";
import { systemWords } from "../core/system-error.ts";

/** Tells of a trouble once for each of its reasons, however many frames it meets. */
export class OncePerReason {
  readonly #emit: EventListener;
  readonly #trouble: string;
  readonly #told = new Set<string>();

  /** @param trouble what cannot be done, as the beginning of a sentence. */
  constructor(emit: EventListener, trouble: string) {
    this.#emit = emit;
    this.#trouble = trouble;
  }

  /**
   * The system's own message names the ways on which we reach a file, which are nobody's business.
   *
   * @param path of the file that a person knows.
   */
  tell(error: NodeJS.ErrnoException, path: string): void {
    const { code = "" } = error;
    if (this.#told.has(code)) return;
    this.#told.add(code);
    const reason = error instanceof FolderFault ? error.message : `${path}: ${systemWords(error)}`;
    const message = `${this.#trouble}: ${reason}`;
    this.#emit({ type: "warningRaised", message });
  }
}
