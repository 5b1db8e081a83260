import { FrameferryError } from "../core/errors.ts";
import { waitForFolder } from "./wait-for-folder.ts";

/** What is to happen around a root that is not there. */
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
  readonly #closing = new AbortController();
  #waiting: Promise<void> | null = null;

  /** @param mayWait whether a missing root is waited for; else it is an error. */
  constructor(root: string, mayWait: boolean, listener: RootPresenceListener) {
    this.#root = root;
    this.#mayWait = mayWait;
    this.#listener = listener;
  }

  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** The root is missing. @throws FrameferryError `ERR_FRAMES_FOLDER_LOST` if it must not be. */
  await(): void {
    if (!this.#mayWait) throw lostFolder(this.#root);
    if (this.#waiting !== null) return;
    this.#listener.onMissing(`waiting for the folder ${this.#root}, which is not there`);
    this.#waiting = this.#wait().finally(() => (this.#waiting = null));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#waiting;
  }

  async #wait(): Promise<void> {
    const { signal } = this.#closing;
    while (await waitForFolder(this.#root, signal)) if (this.#listener.onFound()) return;
  }
}

function lostFolder(root: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_FRAMES_FOLDER_LOST",
    kind: "source",
    message: `the frames folder ${root} is gone or can no longer be read`,
    remedy: "make it readable again, or choose another one with --frames",
  });
}
