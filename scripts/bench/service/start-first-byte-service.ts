import { fileURLToPath } from "node:url";
import { startHelper } from "../harness/helper-process.ts";

/** The service that records first bytes, running in its own process. */
export interface FirstByteService extends AsyncDisposable {
  /** Address to post frames to. */
  readonly url: string;
  /** Times of the first byte of each file's first request, by file name, since the last call. */
  takeArrivals(): Promise<ReadonlyMap<string, number>>;
}

/**
 * @param before command prefix, such as one that pins it to a core.
 * @param workMs simulated work per frame, for any number of frames at once.
 */
export async function startFirstByteService(
  before: readonly string[] = [],
  workMs = 0,
): Promise<FirstByteService> {
  const script = fileURLToPath(new URL("first-byte-service.ts", import.meta.url));
  const helper = await startHelper([...before, process.execPath, script, String(workMs)]);
  const url = helper.firstLine;
  return {
    url,
    takeArrivals: async () => {
      const response = await fetch(new URL("/arrivals", url), { headers: { connection: "close" } });
      const arrivals = (await response.json()) as [string, number][];
      return new Map(arrivals.toReversed());
    },
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
  };
}
