import { constants, type Dirent, statSync } from "node:fs";
import { access, opendir } from "node:fs/promises";
import { join } from "node:path";

/** In which order the files of a folder are taken; `listed` is about by name, and quickest. */
export type ListingOrder = "listed" | "name" | "oldest" | "newest";

/** An entry that is worth a look. */
export interface ListedEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

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
): AsyncGenerator<readonly ListedEntry[], void, void> {
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
/** Entries that are read from the system at once; Node's 32 would cost a promise for each 32. */
const ENTRIES_PER_READ = 1024;

async function* asListed(
  folder: string,
  isWanted: (name: string) => boolean,
  portionSize: number,
): AsyncGenerator<readonly ListedEntry[], void, void> {
  let portion: ListedEntry[] = [];
  for await (const entry of await opendir(folder, { bufferSize: ENTRIES_PER_READ })) {
    if (isWanted(entry.name)) portion.push({ name: entry.name, isFolder: entry.isDirectory() });
    if (portion.length < portionSize) continue;
    yield portion.toSorted(byName);
    portion = [];
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
): AsyncGenerator<readonly ListedEntry[], void, void> {
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
  for await (const entry of await opendir(folder, { bufferSize: ENTRIES_PER_READ })) {
    if (!isWanted(entry.name)) continue;
    const ranked = rank(folder, entry, order);
    if (last !== null && byRank(ranked, last) <= 0) continue;
    portion.push(ranked);
    if (portion.length < 2 * portionSize) continue;
    portion = portion.toSorted(byRank).slice(0, portionSize);
  }
  return portion.toSorted(byRank).slice(0, portionSize);
}

interface RankedEntry extends ListedEntry {
  /** Sorts first by this, then by name. */
  readonly rank: number;
}

function rank(folder: string, entry: Dirent, order: Exclude<ListingOrder, "listed">): RankedEntry {
  const named = { name: entry.name, isFolder: entry.isDirectory() };
  if (order === "name") return { ...named, rank: 0 };
  const modifiedAtMs = modificationOf(join(folder, entry.name));
  return { ...named, rank: order === "oldest" ? modifiedAtMs : -modifiedAtMs };
}

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

function byName(one: ListedEntry, other: ListedEntry): number {
  if (one.name === other.name) return 0;
  return one.name < other.name ? -1 : 1;
}
