import type { Dir, Dirent } from "node:fs";
import { statSync } from "node:fs";
import { opendir } from "node:fs/promises";
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
): AsyncGenerator<readonly ListedEntry[], void, void> {
  if (order === "listed") yield* asListed(folder, isWanted);
  else yield* inOrder(folder, order, isWanted);
}

const PORTION = 50_000;
/** Entries that are read from the system at once; Node's 32 would cost a promise for each 32. */
const ENTRIES_PER_READ = 4096;

async function* asListed(
  folder: string,
  isWanted: (name: string) => boolean,
): AsyncGenerator<readonly ListedEntry[], void, void> {
  let portion: ListedEntry[] = [];
  for await (const entry of entriesOf(folder)) {
    if (isWanted(entry.name)) portion.push({ name: entry.name, isFolder: entry.isDirectory() });
    if (portion.length < PORTION) continue;
    yield portion.toSorted(byName);
    portion = [];
  }
  if (portion.length > 0) yield portion.toSorted(byName);
}

async function* inOrder(
  folder: string,
  order: Exclude<ListingOrder, "listed">,
  isWanted: (name: string) => boolean,
): AsyncGenerator<readonly ListedEntry[], void, void> {
  let last: RankedEntry | null = null;
  while (true) {
    let portion: RankedEntry[] = [];
    for await (const entry of entriesOf(folder)) {
      if (!isWanted(entry.name)) continue;
      const ranked = rank(folder, entry, order);
      if (last !== null && byRank(ranked, last) <= 0) continue;
      portion.push(ranked);
      if (portion.length >= 2 * PORTION) portion = portion.toSorted(byRank).slice(0, PORTION);
    }
    portion = portion.toSorted(byRank).slice(0, PORTION);
    if (portion.length > 0) yield portion;
    if (portion.length < PORTION) return;
    last = portion.at(-1) ?? null;
  }
}

interface RankedEntry extends ListedEntry {
  /** Sorts first by this, then by name. */
  readonly rank: number;
}

function rank(folder: string, entry: Dirent, order: Exclude<ListingOrder, "listed">): RankedEntry {
  const named = { name: entry.name, isFolder: entry.isDirectory() };
  if (order === "name") return { ...named, rank: 0 };
  const modifiedAtMs = statSync(join(folder, entry.name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return { ...named, rank: order === "oldest" ? modifiedAtMs : -modifiedAtMs };
}

function byRank(one: RankedEntry, other: RankedEntry): number {
  return one.rank - other.rank || byName(one, other);
}

function byName(one: ListedEntry, other: ListedEntry): number {
  if (one.name === other.name) return 0;
  return one.name < other.name ? -1 : 1;
}

/** Reads without a promise per entry while the system's answer is at hand. */
async function* entriesOf(folder: string): AsyncGenerator<Dirent, void, void> {
  const directory: Dir = await opendir(folder, { bufferSize: ENTRIES_PER_READ });
  yield* directory;
}
