import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { WatchedFolder } from "../../support/stages/watched-folder.ts";

const GAPS_MS = [0, 1, 10, 200, 3000];

/** What is removed, and the folder in which frames land, both below the home; `base/frames` is watched. */
const REMOVED = [
  { what: "the watched folder", removed: "base/frames", landing: "base/frames" },
  { what: "a sub-folder", removed: "base/frames/a/b", landing: "base/frames/a/b" },
  { what: "the folder above it", removed: "base/frames/a", landing: "base/frames/a/b" },
  { what: "the watched folder's parent", removed: "base", landing: "base/frames" },
] as const;
const CASES = REMOVED.flatMap(({ what, removed, landing }) =>
  GAPS_MS.map((gapMs) => ({ what, gapMs, removed, landing })),
);

test.concurrent.for(CASES)(
  "P12: $what, removed and made anew after $gapMs ms, is watched as before",
  async ({ gapMs, removed, landing }, context) => {
    await using home = await temporaryFolder();
    const [gone, folder] = [join(home.path, removed), join(home.path, landing)];
    mkdirSync(folder, { recursive: true });
    await using watched = await WatchedFolder.start(join(home.path, "base/frames"));
    const land = (name: string, index: number): void =>
      writeFileSync(join(folder, name), frameImage(index));
    const countOf = (name: string): number =>
      watched.paths.filter((path) => path.endsWith(name)).length;
    // Of several tests at once, each must use its own.
    const untilCount = async (name: string, count: number): Promise<void> =>
      await context.expect.poll(() => countOf(name)).toBe(count);
    land("before.jpg", 1);
    await untilCount("before.jpg", 1);

    const { ino, birthtimeMs } = statSync(gone);
    rmSync(gone, { recursive: true });
    if (gapMs > 0) await sleep(gapMs);
    mkdirSync(folder, { recursive: true });
    land("at-once.jpg", 2);
    const made = statSync(gone);
    context.expect([made.ino, made.birthtimeMs]).not.toEqual([ino, birthtimeMs]);

    await untilCount("at-once.jpg", 1);
    // The rescan is far away: only an event can tell of these.
    land("later.jpg", 3);
    await untilCount("later.jpg", 1);
    // The same name again is another frame.
    land("before.jpg", 4);
    await untilCount("before.jpg", 2);
    context.expect(watched.files).toHaveLength(4);
  },
);

test("P12: a watched folder that comes back as it was has none of its files handed out again", async () => {
  await using home = await temporaryFolder();
  const [folder, away] = [join(home.path, "frames"), join(home.path, "away")];
  mkdirSync(join(folder, "a"), { recursive: true });
  await using watched = await WatchedFolder.start(folder, { rescanMs: 200 });
  writeFileSync(join(folder, "a", "1.jpg"), frameImage(1));
  await expect.poll(() => watched.files.length).toBe(1);
  renameSync(folder, away);
  await expect
    .poll(() => watched.warnings)
    .toEqual([`waiting for the folder ${folder}, which is not there`]);
  // Long enough for a rescan, which must not take what it does not find for removed.
  await sleep(500);
  renameSync(away, folder);
  writeFileSync(join(folder, "a", "2.jpg"), frameImage(2));
  await expect.poll(() => watched.paths).toEqual(["a/1.jpg", "a/2.jpg"]);
  await watched.finish();
  expect(watched.paths).toEqual(["a/1.jpg", "a/2.jpg"]);
});

test("P12: a folder that is not there yet is waited for, with its parents, and that is said once", async () => {
  await using home = await temporaryFolder();
  const folder = join(home.path, "one/two/frames");
  await using watched = await WatchedFolder.start(folder);
  expect(watched.warnings).toEqual([`waiting for the folder ${folder}, which is not there`]);
  mkdirSync(join(home.path, "one"));
  await sleep(100);
  mkdirSync(join(home.path, "one/two"));
  await sleep(100);
  mkdirSync(folder);
  writeFileSync(join(folder, "a.jpg"), frameImage(1));
  await expect.poll(() => watched.paths).toEqual(["a.jpg"]);
  writeFileSync(join(folder, "b.jpg"), frameImage(2));
  await expect.poll(() => watched.paths).toEqual(["a.jpg", "b.jpg"]);
  expect(watched.warnings).toHaveLength(1);
});
