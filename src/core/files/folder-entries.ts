import { opendir, readdir } from "node:fs/promises";

/** An entry of a folder. */
export interface FolderEntry<Name extends string | Buffer = string> {
  readonly name: Name;
  /** `null` if the file system does not report it. */
  readonly isFolder: boolean | null;
}

/** Entries per read; Node's default of 32 would cost a promise per 32 entries. */
const ENTRIES_PER_READ = 1024;

/**
 * The entries of a folder of any size, in batches.
 *
 * On file systems that report no types (FUSE, older XFS, some NFS and SMB), Node stats each entry itself,
 * and aborts the whole listing if that fails or the entry has just been removed. Then the listing starts
 * again with names alone: entries may be repeated.
 *
 * @throws the system's error if the folder cannot be listed.
 */
export async function* folderEntries(
  folder: string,
): AsyncGenerator<readonly FolderEntry[], void, void> {
  yield* inBatches(await opendir(folder, { bufferSize: ENTRIES_PER_READ }), () => readdir(folder));
}

/** The same with names as bytes, which need not be valid text. */
export async function* folderEntriesAsBytes(
  folder: string,
): AsyncGenerator<readonly FolderEntry<Buffer>[], void, void> {
  const options = { encoding: "buffer", bufferSize: ENTRIES_PER_READ } as const;
  yield* inBatches(await openAsBytes(folder, options), () => readdir(folder, options));
}

/** Node supports the encoding "buffer" here, as in readdir; its types omit that. */
const openAsBytes = opendir as unknown as (
  folder: string,
  options: { readonly encoding: "buffer"; readonly bufferSize: number },
) => Promise<OpenFolder<Buffer>>;

/** The part of `fs.Dir` that is used here. */
interface OpenFolder<Name> {
  read(): Promise<TypedEntry<Name> | null>;
  readSync(): TypedEntry<Name> | null;
  close(): Promise<void>;
}

interface TypedEntry<Name> {
  readonly name: Name;
  isDirectory(): boolean;
}

async function* inBatches<Name extends string | Buffer>(
  folder: OpenFolder<Name>,
  readNames: () => Promise<readonly Name[]>,
): AsyncGenerator<readonly FolderEntry<Name>[], void, void> {
  try {
    for (let batch = await nextBatch(folder); batch.length > 0; batch = await nextBatch(folder))
      yield batch;
  } catch (error) {
    if (!isAboutEntry(error as NodeJS.ErrnoException)) throw error;
    yield (await readNames()).map((name) => ({ name, isFolder: null }));
  } finally {
    await folder.close();
  }
}

/**
 * Waits for one read, and takes what else it has brought without a promise for each entry: 1.1 instead of 3.5
 * microseconds.
 */
async function nextBatch<Name extends string | Buffer>(
  folder: OpenFolder<Name>,
): Promise<readonly FolderEntry<Name>[]> {
  const batch: FolderEntry<Name>[] = [];
  let entry = await folder.read();
  while (entry !== null) {
    batch.push({ name: entry.name, isFolder: entry.isDirectory() });
    if (batch.length === ENTRIES_PER_READ) break;
    entry = folder.readSync();
  }
  return batch;
}

/** The listing itself never stats an entry. */
function isAboutEntry({ syscall }: NodeJS.ErrnoException): boolean {
  return syscall === "lstat";
}
