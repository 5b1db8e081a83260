import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FfmpegArguments, FILTER_FILE } from "./ffmpeg-arguments.ts";

/** Options of an ffmpeg whose filters are too long for a command line, and lie in a file that goes when it is disposed of. */
export interface FilterFile extends AsyncDisposable {
  readonly options: Pick<FfmpegArguments, "outputOptions">;
}

/** Writes the filters into a file of their own, if their place is taken by the name of one. */
export async function filterFile({
  filterText = null,
  outputOptions,
}: FfmpegArguments): Promise<FilterFile> {
  if (filterText === null)
    return { options: { outputOptions }, [Symbol.asyncDispose]: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "frameferry-filters-"));
  const path = join(folder, "filters.txt");
  await writeFile(path, filterText);
  return {
    options: { outputOptions: outputOptions.map((word) => (word === FILTER_FILE ? path : word)) },
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true, force: true }),
  };
}
