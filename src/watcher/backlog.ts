import { join } from "node:path";
import { type ListedEntry, listFolder, type ListingOrder } from "./folder-listing.ts";

/** An entry that a listing found. */
export interface BacklogEntry {
  /** Path below the root, with `/` between its parts. */
  readonly path: string;
  readonly isFolder: boolean;
}

/** What the backlog asks and tells. */
export interface BacklogOwner {
  /** Which entries are worth a look. */
  readonly isWanted: (path: string) => boolean;
  /** A folder could not be listed, or can be again (`null`). */
  readonly onListed: (folder: string, error: NodeJS.ErrnoException | null) => void;
}

/** Lists folders one after the other and hands out their entries one at a time. */
export class Backlog {
  readonly #root: string;
  readonly #order: ListingOrder;
  readonly #owner: BacklogOwner;
  readonly #folders = new Set<string>();
  #listing: AsyncGenerator<readonly ListedEntry[], void, void> | undefined;
  #folder = "";
  #portion: Iterator<ListedEntry> = [].values();

  constructor(root: string, order: ListingOrder, owner: BacklogOwner) {
    this.#root = root;
    this.#order = order;
    this.#owner = owner;
  }

  /** Whether a listing is under way or waits for its turn. */
  get isBusy(): boolean {
    return this.#listing !== undefined || this.#folders.size > 0;
  }

  /** Puts a folder on the list, unless it waits there already. @param folder path below the root; `""` is the root. */
  add(folder: string): void {
    this.#folders.add(folder);
  }

  /** The next entry; `undefined` when every listing has come to its end. */
  async next(): Promise<BacklogEntry | undefined> {
    while (true) {
      const entry = this.#portion.next();
      if (entry.done !== true) {
        const { name, isFolder } = entry.value;
        return { path: pathBelow(this.#folder, name), isFolder };
      }
      if (!(await this.#nextPortion())) return undefined;
    }
  }

  async #nextPortion(): Promise<boolean> {
    if (this.#listing === undefined) {
      const [folder] = this.#folders;
      if (folder === undefined) return false;
      this.#folders.delete(folder);
      this.#folder = folder;
      const isWanted = (name: string): boolean => this.#owner.isWanted(pathBelow(folder, name));
      this.#listing = listFolder(join(this.#root, folder), this.#order, isWanted);
    }
    try {
      const portion = await this.#listing.next();
      if (portion.done !== true) this.#portion = portion.value.values();
      else this.#endListing(null);
    } catch (error) {
      this.#endListing(error as NodeJS.ErrnoException);
    }
    return true;
  }

  #endListing(error: NodeJS.ErrnoException | null): void {
    this.#listing = undefined;
    this.#owner.onListed(this.#folder, error);
  }
}

/** Path of an entry below the root. */
export function pathBelow(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
