import { FrameferryError } from "../core/errors.ts";
import { waitForFolder, whyNoFolder } from "./wait-for-folder.ts";

/** Callbacks about a root that is not there. */
export interface RootPresenceListener {
  /** The root is there, for the first time or again. @returns whether it can be used. */
  readonly onFound: () => boolean;
  readonly onMissing: (message: string) => void;
}

/** Waits for a watched root that is not there yet, or not any more. */
export class RootPresence implements AsyncDisposable {
  readonly #root: string;
  readonly #mayWait: boolean;
  readonly #listener: RootPresenceListener;
  /** Ends the search for the root; `null` while it is there. */
  #search: AbortController | null = null;
  #searching: Promise<unknown> = Promise.resolve();
  #reason = "is not there";

  /** @param mayWait true if a missing root is waited for; else it is an error. */
  constructor(root: string, mayWait: boolean, listener: RootPresenceListener) {
    this.#root = root;
    this.#mayWait = mayWait;
    this.#listener = listener;
  }

  get isWaiting(): boolean {
    return this.#search !== null;
  }

  /** Why it is waited for, as the end of a sentence. */
  get reason(): string {
    return this.#reason;
  }

  /** The root is missing. @throws FrameferryError `ERR_FRAMES_FOLDER_LOST` if it must not be. */
  await(): void {
    this.#reason = whyNoFolder(this.#root) ?? "cannot be watched";
    if (!this.#mayWait) throw lostFolder(this.#root, this.#reason);
    if (this.#search !== null) return;
    this.#listener.onMissing(`waiting for the folder ${this.#root}, which ${this.#reason}`);
    this.#search = new AbortController();
    this.#searching = Promise.all([this.#searching, this.#wait(this.#search)]);
  }

  /** Looks at once, for a root that may have been made just before nobody writes any more. */
  look(): void {
    if (this.#search !== null && this.#listener.onFound()) this.#endSearch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endSearch();
    await this.#searching;
  }

  async #wait(search: AbortController): Promise<void> {
    while (await waitForFolder(this.#root, search.signal))
      if (search.signal.aborted || this.#listener.onFound()) break;
    if (this.#search === search) this.#search = null;
  }

  #endSearch(): void {
    this.#search?.abort();
    this.#search = null;
  }
}

function lostFolder(root: string, reason: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_FRAMES_FOLDER_LOST",
    kind: "source",
    message: `the frames folder ${root} ${reason}`,
    remedy: "make it readable again, or choose another folder",
  });
}
