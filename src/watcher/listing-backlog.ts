import { join } from "node:path";
import type { FolderEntry } from "../core/files/folder-entries.ts";
import { listFolder, type ListingOrder } from "./folder-listing.ts";
import { pathBelow } from "./relative-path.ts";

/** An entry that a listing found. */
export interface BacklogEntry {
  /** Path below the root, with `/` between its parts. */
  readonly path: string;
  /** `null` where the file system did not tell. */
  readonly isFolder: boolean | null;
}

/** Request to list a folder. */
export interface ListingRequest {
  /** Path below the root; `""` is the root. */
  readonly folder: string;
  /** True if files that are known are looked at too, for another content. */
  readonly isThorough: boolean;
}

/** Callbacks of the backlog. */
export interface BacklogOwner {
  /** True for entries that are worth a look. */
  readonly isWanted: (path: string, isThorough: boolean) => boolean;
  /** More entries can be taken, or a listing has ended. */
  readonly onProgress: () => void;
  /** A folder is about to be listed. */
  readonly onBegin: (folder: string) => void;
  /** A folder was listed, or could not be. */
  readonly onListed: (folder: string, error: NodeJS.ErrnoException | null) => void;
}

/**
 * Lists folders one after the other and hands out their entries one at a time.
 *
 * It reads ahead by one portion, and nothing ever waits for it: a caller that finds nothing to take is
 * called back when there is more.
 */
export class Backlog {
  readonly #root: string;
  readonly #order: ListingOrder;
  readonly #owner: BacklogOwner;
  readonly #requests = new Map<string, ListingRequest>();
  #listing: AsyncGenerator<readonly FolderEntry[], void, void> | undefined;
  #request: ListingRequest = { folder: "", isThorough: false };
  #portion: readonly FolderEntry[] = [];
  #takenCount = 0;
  #isReading = false;
  /** Time spent on listings so far, and on looks at what they hold, in milliseconds. */
  spentMs = 0;

  constructor(root: string, order: ListingOrder, owner: BacklogOwner) {
    this.#root = root;
    this.#order = order;
    this.#owner = owner;
  }

  /** True if a listing is under way or waits for its turn. */
  get isBusy(): boolean {
    return this.#isReading || this.#takenCount < this.#portion.length || this.#hasMore;
  }

  /** True if `take` would hand out an entry, or begin to read more. */
  get isTakeable(): boolean {
    return this.#takenCount < this.#portion.length || (!this.#isReading && this.#hasMore);
  }

  /** Puts a folder on the list; one that waits there already is listed once, in the thorougher way. */
  add(request: ListingRequest): void {
    const waiting = this.#requests.get(request.folder);
    this.#requests.set(request.folder, waiting?.isThorough === true ? waiting : request);
  }

  /** The next entry; `undefined` when there is none now. */
  take(): BacklogEntry | undefined {
    const entry = this.#portion[this.#takenCount];
    if (entry !== undefined) {
      this.#takenCount += 1;
      return { path: pathBelow(this.#request.folder, entry.name), isFolder: entry.isFolder };
    }
    if (!this.#isReading && this.#hasMore) void this.#readPortion();
    return undefined;
  }

  get #hasMore(): boolean {
    return this.#listing !== undefined || this.#requests.size > 0;
  }

  async #readPortion(): Promise<void> {
    this.#isReading = true;
    const startedMs = performance.now();
    const listing = this.#listing ?? this.#begin();
    let ending: { readonly error: NodeJS.ErrnoException | null } | null = null;
    try {
      const portion = await listing.next();
      if (portion.done === true) ending = { error: null };
      else this.#portion = portion.value;
    } catch (error) {
      ending = { error: error as NodeJS.ErrnoException };
    }
    this.#takenCount = 0;
    if (ending !== null) this.#portion = [];
    this.#isReading = false;
    this.spentMs += performance.now() - startedMs;
    if (ending !== null) {
      this.#listing = undefined;
      this.#owner.onListed(this.#request.folder, ending.error);
    }
    this.#owner.onProgress();
  }

  #begin(): AsyncGenerator<readonly FolderEntry[], void, void> {
    const [request] = this.#requests.values();
    if (request === undefined) throw new Error("nothing is to be listed");
    const { folder, isThorough } = request;
    this.#requests.delete(folder);
    this.#request = request;
    this.#owner.onBegin(folder);
    const isWanted = (name: string): boolean =>
      this.#owner.isWanted(pathBelow(folder, name), isThorough);
    this.#listing = listFolder(join(this.#root, folder), this.#order, isWanted);
    return this.#listing;
  }
}
