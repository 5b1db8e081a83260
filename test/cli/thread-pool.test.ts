import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { startCollector } from "../support/services/collector.ts";
import { startCommand } from "../support/program/command-run.ts";

/** Threads of a program that has sent one frame, whose answer has not come yet. */
async function threadCount(
  environment: NodeJS.ProcessEnv,
  command: (folder: string) => readonly string[] = (folder) => ["watch", folder],
): Promise<number> {
  await using state = await temporaryFolder();
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "a.gif"), ONE_PIXEL);
  const counted = Promise.withResolvers<void>();
  await using collector = await startCollector({
    answer: async () => await counted.promise.then(() => ({})),
  });
  const words = [...command(folder.path), "--to", collector.url];
  const run = startCommand(words, state.path, environment);
  await expect.poll(() => collector.requestCount).toBe(1);
  const threads = await readdir(`/proc/${run.process.pid}/task`);
  counted.resolve();
  run.process.kill("SIGTERM");
  await run.ended;
  return threads.length;
}

const ONE_PIXEL = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=", "base64");

describe.skipIf(process.platform !== "linux")("the program (needs Linux, to count threads)", () => {
  test("has 32 threads for files, so that those of a slow folder do not wait for each other", async () => {
    expect(await threadCount({})).toBeGreaterThan(32);
  });

  test("has few of them for a few images that are named one by one", async () => {
    const threads = await threadCount({}, (folder) => ["send", join(folder, "a.gif")]);
    expect(threads).toBeLessThan(24);
  });

  test("takes another number from the environment", async () => {
    expect(await threadCount({ UV_THREADPOOL_SIZE: "3" })).toBeLessThan(24);
  });
});
