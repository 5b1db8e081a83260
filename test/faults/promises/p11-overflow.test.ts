import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../../core/temporary-folder.ts";
import { Watched } from "../../support/watched-in-process.ts";

/** Copies one image to many names, in the order of the folders, and at last over a file that is known. */
const COPY = `
  const { readFileSync, writeFileSync } = require("node:fs");
  const [, original, count, ...folders] = process.argv;
  const image = readFileSync(original);
  for (const folder of folders)
    for (let index = 0; index < Number(count); index += 1)
      writeFileSync(folder + "/" + index + ".jpg", image);
  writeFileSync(folders.at(-1) + "/known.jpg", image);`;

test("P11 new and rewritten files whose events the system dropped are found by the next listing, and counted", async () => {
  const queued = Number(readFileSync("/proc/sys/fs/inotify/max_queued_events", "utf8"));
  const count = Math.ceil(queued * 0.6);
  await using home = await temporaryFolder();
  const [first, last] = [join(home.path, "frames/first"), join(home.path, "frames/last")];
  for (const folder of [first, last]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(home.path, "original.jpg"), frameImage(1));
  await using watched = await Watched.start(join(home.path, "frames"), { rescanMs: 1500 });
  writeFileSync(join(last, "known.jpg"), frameImage(2, 2));
  await expect.poll(() => watched.paths).toEqual(["last/known.jpg"]);

  // This process hears nothing until the child has ended. Two events a file: the queue runs over
  // in the first folder, so that none at all is told of the second.
  const words = ["-e", COPY, join(home.path, "original.jpg"), `${count}`, first, last];
  execFileSync(process.execPath, words);
  await expect
    .poll(() => watched.files.length, { timeout: 20_000, interval: 200 })
    .toBe(2 * count + 2);
  await expect.poll(() => watched.missedCount, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(new Set(watched.paths).size).toBe(2 * count + 1);
  expect(watched.paths.filter((path) => path === "last/known.jpg")).toHaveLength(2);

  writeFileSync(join(last, "heard.jpg"), frameImage(3));
  await expect.poll(() => watched.paths.at(-1)).toBe("last/heard.jpg");
});
