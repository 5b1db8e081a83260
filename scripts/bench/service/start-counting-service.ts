import { fileURLToPath } from "node:url";
import { startHelper } from "../harness/helper-process.ts";
import type { Counts } from "./counts.ts";

/** The counting service, running in its own process. */
export interface CountingService extends AsyncDisposable {
  /** Address to post frames to. */
  readonly url: string;
  /** What it saw since this was last asked. */
  takeCounts(): Promise<Counts>;
}

/**
 * @param before words before its command, such as those that pin it to a core.
 * @param workMs how long it seems to work on a frame, on any number of them at once.
 */
export async function startCountingService(
  before: readonly string[] = [],
  workMs = 0,
): Promise<CountingService> {
  const script = fileURLToPath(new URL("counting-service.ts", import.meta.url));
  const helper = await startHelper([...before, process.execPath, script, String(workMs)]);
  const url = helper.firstLine;
  return {
    url,
    takeCounts: async () => {
      // A fresh connection: a kept one may just have been closed for its idleness.
      const response = await fetch(new URL("/counts", url), { headers: { connection: "close" } });
      return (await response.json()) as Counts;
    },
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
  };
}
