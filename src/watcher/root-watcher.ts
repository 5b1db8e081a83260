import type { FolderTree } from "./folder-tree.ts";
import { RootPresence } from "./root-presence.ts";
import type { FolderWatcherOptions } from "./watcher-options.ts";

/** Callbacks about a watched root. */
export interface RootWatcherListener {
  /** The root is watched, for the first time or anew: what it holds is not known yet. */
  readonly onAttached: () => void;
  readonly onMissing: (message: string) => void;
  /** It cannot be accessed, and is taken to be as it was. */
  readonly onUnseen: (error: NodeJS.ErrnoException) => void;
}

/** The root of a watched tree, which may be missing, vanish, or be replaced by another of its name. */
export class RootWatcher implements AsyncDisposable {
  readonly #tree: FolderTree;
  readonly #listener: RootWatcherListener;
  readonly #presence: RootPresence;
  readonly #mayWait: boolean;
  #isInvalid = false;

  constructor(
    path: string,
    tree: FolderTree,
    { waitsForFolder }: Pick<FolderWatcherOptions, "waitsForFolder">,
    listener: RootWatcherListener,
  ) {
    this.#tree = tree;
    this.#listener = listener;
    this.#mayWait = waitsForFolder;
    this.#presence = new RootPresence(path, waitsForFolder, {
      onFound: () => this.#attach(),
      onMissing: listener.onMissing,
    });
  }

  /** True if it is not there, and waited for. */
  get isMissing(): boolean {
    return this.#presence.isWaiting;
  }

  /** Why it is waited for, as the end of a sentence. */
  get missingReason(): string {
    return this.#presence.reason;
  }

  /** True if another folder may have its name now. */
  get isInvalid(): boolean {
    return this.#isInvalid;
  }

  /** Watches it, or waits for it. @throws FrameferryError `ERR_FRAMES_FOLDER_LOST` if it must be there. */
  find(): void {
    if (!this.#attach()) this.#presence.await();
  }

  /** Has the next check look whether it is still the same. */
  invalidate(): void {
    this.#isInvalid = true;
  }

  /** Looks at once for one that is missing. */
  look(): void {
    this.#presence.look();
  }

  /** Looks whether it is still the same, and if not, watches what has its name now. */
  check(): void {
    this.#isInvalid = false;
    const isIntact = this.#tree.isRootIntact();
    if (isIntact === true) return;
    // Where nobody waits for it to come back, all that can still be read of it is.
    if (isIntact instanceof Error && !this.#mayWait) return this.#listener.onUnseen(isIntact);
    this.#tree.detach("");
    this.find();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#presence[Symbol.asyncDispose]();
  }

  #attach(): boolean {
    if (!this.#tree.attach("")) return false;
    this.#listener.onAttached();
    return true;
  }
}
