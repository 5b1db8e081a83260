import { fileURLToPath } from "node:url";
import { startHelper } from "../harness/helper-process.ts";
import type { Counts } from "./counts.ts";

/** The counting service, running in its own process. */
export interface CountingService extends AsyncDisposable {
  /** Address to post frames to. */
  readonly url: string;
  /** Counts since the last call. */
  takeCounts(): Promise<Counts>;
}

/**
 * @param before command prefix, such as one that pins it to a core.
 * @param workMs simulated work per frame, for any number of frames at once.
 * @param socket path of a Unix socket where it serves, too. @default none
 */
export async function startCountingService(
  before: readonly string[] = [],
  workMs = 0,
  socket: string | null = null,
): Promise<CountingService> {
  const script = fileURLToPath(new URL("counting-service.ts", import.meta.url));
  const places = socket === null ? [] : [socket];
  const command = [...before, process.execPath, script, String(workMs), ...places];
  const helper = await startHelper(command);
  const url = helper.firstLine;
  return {
    url,
    takeCounts: async () => {
      // A new connection: a kept one may just have been closed as idle.
      const response = await fetch(new URL("/counts", url), { headers: { connection: "close" } });
      return (await response.json()) as Counts;
    },
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
  };
}
