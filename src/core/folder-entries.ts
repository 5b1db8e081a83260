import { opendir, readdir } from "node:fs/promises";

/** An entry of a folder. */
export interface FolderEntry<Name extends string | Buffer = string> {
  readonly name: Name;
  /** `null` where the file system did not tell. */
  readonly isFolder: boolean | null;
}

/** Entries that are read from the system at once; Node's 32 would cost a promise for each 32. */
const ENTRIES_PER_READ = 1024;

/**
 * The entries of a folder of any size, in batches.
 *
 * Where a file system gives no types (FUSE, older XFS, some of NFS and SMB), Node looks at each entry
 * itself, and gives the whole listing up over one that it cannot look at or that has just gone. Then the
 * listing begins again, by names alone: entries may come twice.
 *
 * @throws what the system says of a folder that cannot be listed.
 */
export async function* folderEntries(
  folder: string,
): AsyncGenerator<readonly FolderEntry[], void, void> {
  yield* inBatches(await opendir(folder, { bufferSize: ENTRIES_PER_READ }), () => readdir(folder));
}

/** The same with the bytes of the names, which need not be text. */
export async function* folderEntriesAsBytes(
  folder: string,
): AsyncGenerator<readonly FolderEntry<Buffer>[], void, void> {
  const options = { encoding: "buffer", bufferSize: ENTRIES_PER_READ } as const;
  yield* inBatches(await openAsBytes(folder, options), () => readdir(folder, options));
}

/** Node takes the encoding "buffer" here, as in readdir; its types do not know. */
const openAsBytes = opendir as unknown as (
  folder: string,
  options: { readonly encoding: "buffer"; readonly bufferSize: number },
) => Promise<AsyncIterable<TypedEntry<Buffer>>>;

interface TypedEntry<Name> {
  readonly name: Name;
  isDirectory(): boolean;
}

async function* inBatches<Name extends string | Buffer>(
  entries: AsyncIterable<TypedEntry<Name>>,
  readNames: () => Promise<readonly Name[]>,
): AsyncGenerator<readonly FolderEntry<Name>[], void, void> {
  let batch: FolderEntry<Name>[] = [];
  try {
    for await (const entry of entries) {
      batch.push({ name: entry.name, isFolder: entry.isDirectory() });
      if (batch.length < ENTRIES_PER_READ) continue;
      yield batch;
      batch = [];
    }
    yield batch;
  } catch (error) {
    if (!isAboutEntry(error as NodeJS.ErrnoException)) throw error;
    yield (await readNames()).map((name) => ({ name, isFolder: null }));
  }
}

/** A listing itself never looks at anything. */
function isAboutEntry({ syscall }: NodeJS.ErrnoException): boolean {
  return syscall === "lstat";
}
