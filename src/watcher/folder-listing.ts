import { constants, statSync } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { folderEntries, type FolderEntry } from "../core/files/folder-entries.ts";

/** In which order the files of a folder are taken; `listed` is about by name, and quickest. */
export type ListingOrder = "listed" | "name" | "oldest" | "newest";

/**
 * Lists a folder of any size in portions, in bounded memory.
 *
 * By `listed` the portions come as the system lists them, each in the order of names, so that the
 * first comes at once. In any other order each portion is the next one of the whole folder, for
 * which the folder is read once a portion.
 *
 * @param isWanted which names are worth a look; asked once per entry and portion.
 * @throws what the system says of a folder that cannot be listed.
 */
export async function* listFolder(
  folder: string,
  order: ListingOrder,
  isWanted: (name: string) => boolean,
  sizes: PortionSizes = PORTION_SIZES,
): AsyncGenerator<readonly FolderEntry[], void, void> {
  // Names alone are of no use, where the files behind them may not be reached.
  await access(folder, constants.R_OK | constants.X_OK);
  if (order === "listed") yield* asListed(folder, isWanted, sizes.listed);
  else yield* inOrder({ folder, order, isWanted, portionSize: sizes.ordered });
}

/** Entries that are handed out at once, at most. */
export interface PortionSizes {
  readonly listed: number;
  /** In an order of its own. */
  readonly ordered: number;
}

const PORTION_SIZES: PortionSizes = {
  // Sorting this many names takes a few milliseconds, in which no event is heard.
  listed: 8192,
  // A folder of a million files is read 20 times for an order of its own.
  ordered: 50_000,
};

async function* asListed(
  folder: string,
  isWanted: (name: string) => boolean,
  portionSize: number,
): AsyncGenerator<readonly FolderEntry[], void, void> {
  let portion: FolderEntry[] = [];
  for await (const batch of folderEntries(folder)) {
    for (const entry of batch) {
      if (isWanted(entry.name)) portion.push(entry);
      if (portion.length < portionSize) continue;
      yield portion.toSorted(byName);
      portion = [];
    }
  }
  if (portion.length > 0) yield portion.toSorted(byName);
}

interface OrderedListing {
  readonly folder: string;
  readonly order: Exclude<ListingOrder, "listed">;
  readonly isWanted: (name: string) => boolean;
  readonly portionSize: number;
}

async function* inOrder(
  listing: OrderedListing,
): AsyncGenerator<readonly FolderEntry[], void, void> {
  let last: RankedEntry | null = null;
  while (true) {
    const portion = await nextInOrder(listing, last);
    if (portion.length > 0) yield portion;
    if (portion.length < listing.portionSize) return;
    last = portion.at(-1) ?? null;
  }
}

/** The entries that come next behind `last`. */
async function nextInOrder(
  { folder, order, isWanted, portionSize }: OrderedListing,
  last: RankedEntry | null,
): Promise<readonly RankedEntry[]> {
  let portion: RankedEntry[] = [];
  for await (const batch of folderEntries(folder)) {
    for (const entry of batch) {
      if (!isWanted(entry.name)) continue;
      const ranked = rank(folder, entry, order);
      if (last !== null && byRank(ranked, last) <= 0) continue;
      portion.push(ranked);
      if (portion.length < 2 * portionSize) continue;
      portion = portion.toSorted(byRank).slice(0, portionSize);
    }
  }
  return portion.toSorted(byRank).slice(0, portionSize);
}

interface RankedEntry extends FolderEntry {
  /** Sorts first by this, then by name. */
  readonly rank: number;
}

function rank(
  folder: string,
  entry: FolderEntry,
  order: Exclude<ListingOrder, "listed">,
): RankedEntry {
  if (order === "name") return { ...entry, rank: 0 };
  const modifiedAtMs = modificationOf(join(folder, entry.name));
  return { ...entry, rank: order === "oldest" ? modifiedAtMs : -modifiedAtMs };
}

/** Time of an entry; 0 if it is gone or cannot be accessed, which shows when it is taken. */
function modificationOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  } catch {
    return 0;
  }
}

function byRank(one: RankedEntry, other: RankedEntry): number {
  return one.rank - other.rank || byName(one, other);
}

function byName(one: FolderEntry, other: FolderEntry): number {
  if (one.name === other.name) return 0;
  return one.name < other.name ? -1 : 1;
}
