import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchFolders } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCollector } from "../../support/services/collector.ts";
import { FrameMaker } from "../../support/frames/frame-maker.ts";

test("P43: a frame whose file gets another time while it is in flight, as by cp -p, is sent once", async () => {
  await using home = await temporaryFolder();
  const going = Promise.withResolvers<void>();
  await using service = await startCollector({
    answer: async () => {
      await going.promise;
      return {};
    },
  });
  const folder = join(home.path, "in");
  const maker = await FrameMaker.make();
  const [first] = await maker.writeFiles(folder, { count: 1 });
  const stopping = new AbortController();
  const places = { folders: [folder], to: service.url, state: join(home.path, "state") };
  const run = watchFolders({ ...places, signal: stopping.signal });
  await expect.poll(() => service.requestCount).toBe(1);
  const anHourAgo = Date.now() / 1000 - 3600;
  utimesSync(join(folder, first?.path ?? ""), anHourAgo, anHourAgo);
  // What lands behind it shows that the new time was noticed, for its request comes while the first one hangs.
  await maker.writeFiles(folder, { count: 1, from: 1 });
  await expect.poll(() => service.requestCount).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  going.resolve();
  let skipped = 0;
  for await (const event of run) {
    if (event.type !== "frameSettled") continue;
    if (event.result.outcome === "skipped") skipped += 1;
    if (skipped === 1) stopping.abort();
  }
  expect(await run).toMatchObject({ landed: 3, delivered: 2, skipped: 1 });
  expect(service.requestCount).toBe(2);
});
