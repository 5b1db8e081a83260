import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { memoryFolder } from "../../support/files/memory-folder.ts";
import { WatchedFolder } from "../../support/stages/watched-folder.ts";

/** Creates files in one folder and then in another, and at last writes over a file that is known. */
const CREATE = `
  const { copyFileSync, writeFileSync } = require("node:fs");
  const [, original, first, firstCount, last, lastCount] = process.argv;
  for (const [folder, count] of [[first, firstCount], [last, lastCount]])
    for (let index = 0; index < Number(count); index += 1)
      writeFileSync(folder + "/" + index + ".jpg", "");
  copyFileSync(original, last + "/known.jpg");
  // The event of a younger file could still be on its way.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);`;
const UNHEARD_COUNT = 3500;

test("P11: new and rewritten files whose events the system dropped are found by the next listing, and counted", async (context) => {
  const queued = Number(readFileSync("/proc/sys/fs/inotify/max_queued_events", "utf8"));
  // The queue runs over in the first folder, so that none at all is told of the second.
  const firstCount = queued + 100;
  if (queued > 100_000) context.skip(`The system keeps ${queued} events`);
  const allCount = firstCount + UNHEARD_COUNT;
  await using home = await memoryFolder();
  const [first, last] = [join(home.path, "frames/first"), join(home.path, "frames/last")];
  for (const folder of [first, last]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(home.path, "original.jpg"), frameImage(1));
  const options = { arrivesWhole: true, rescanMs: 1500 };
  await using watched = await WatchedFolder.start(join(home.path, "frames"), options);
  writeFileSync(join(last, "known.jpg"), frameImage(2, 2));
  await expect.poll(() => watched.paths).toEqual(["last/known.jpg"]);

  // This process hears nothing until the child has ended.
  const words = [join(home.path, "original.jpg"), first, `${firstCount}`, last, `${UNHEARD_COUNT}`];
  execFileSync(process.execPath, ["-e", CREATE, ...words]);
  await expect.poll(() => watched.files.length, { interval: 200 }).toBe(allCount + 2);
  await expect.poll(() => watched.missedCount).toBeGreaterThan(0);
  expect(new Set(watched.paths).size).toBe(allCount + 1);
  expect(watched.paths.filter((path) => path === "last/known.jpg")).toHaveLength(2);

  writeFileSync(join(last, "heard.jpg"), frameImage(3));
  await expect.poll(() => watched.paths.at(-1)).toBe("last/heard.jpg");
});
