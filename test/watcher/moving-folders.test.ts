import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { frameImage } from "../../fixtures/programs/frame-image.mjs";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import { FolderWatcher } from "../../src/watcher/folder-watcher.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { WatchedFolder, WATCHED } from "../support/stages/watched-folder.ts";

function land(path: string, index: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, frameImage(index));
}

describe("a folder below a watched one", () => {
  test("that is moved in is looked into, however deep, and watched from then on", async () => {
    await using home = await temporaryFolder();
    const [folder, outside] = [join(home.path, "frames"), join(home.path, "outside")];
    mkdirSync(folder);
    for (const path of ["1.jpg", "a/2.jpg", "a/b/3.jpg"]) land(join(outside, path), 1);
    await using watched = await WatchedFolder.start(folder);
    renameSync(outside, join(folder, "in"));
    await expect
      .poll(() => watched.paths.toSorted())
      .toEqual(["in/1.jpg", "in/a/2.jpg", "in/a/b/3.jpg"]);
    land(join(folder, "in/a/b/4.jpg"), 2);
    await expect.poll(() => watched.paths.at(-1)).toBe("in/a/b/4.jpg");
  });

  test("that is renamed has its files taken as new ones, for a path is part of a frame's identity", async () => {
    await using folder = await temporaryFolder();
    land(join(folder.path, "a/b/1.jpg"), 1);
    await using watched = await WatchedFolder.start(folder.path);
    await expect.poll(() => watched.paths).toEqual(["a/b/1.jpg"]);
    renameSync(join(folder.path, "a"), join(folder.path, "c"));
    await expect.poll(() => watched.paths).toEqual(["a/b/1.jpg", "c/b/1.jpg"]);
    land(join(folder.path, "c/b/2.jpg"), 2);
    await expect.poll(() => watched.paths.at(-1)).toBe("c/b/2.jpg");
  });

  test("that is moved out is watched no longer", async () => {
    await using home = await temporaryFolder();
    const folder = join(home.path, "frames");
    land(join(folder, "a/b/1.jpg"), 1);
    await using watched = await WatchedFolder.start(folder);
    await expect.poll(() => watched.paths).toEqual(["a/b/1.jpg"]);
    renameSync(join(folder, "a"), join(home.path, "out"));
    land(join(folder, "2.jpg"), 2);
    await expect.poll(() => watched.paths).toEqual(["a/b/1.jpg", "2.jpg"]);
    land(join(home.path, "out/b/3.jpg"), 3);
    land(join(folder, "4.jpg"), 4);
    await expect.poll(() => watched.paths).toEqual(["a/b/1.jpg", "2.jpg", "4.jpg"]);
  });

  test("that is made together with what is in it loses nothing, a hundred times in a row", async () => {
    await using folder = await temporaryFolder();
    await using watched = await WatchedFolder.start(folder.path);
    const expected: string[] = [];
    for (let round = 0; round < 100; round += 1) {
      const path = `${round}/a/b/${round}.jpg`;
      expected.push(path);
      land(join(folder.path, path), round);
      if (round % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => watched.files.length).toBe(100);
    expect(watched.paths.toSorted()).toEqual(expected.toSorted());
  });

  test("that takes a file's place, and a file that takes a folder's place, are seen as what they are", async () => {
    await using folder = await temporaryFolder();
    land(join(folder.path, "x.jpg"), 1);
    await using watched = await WatchedFolder.start(folder.path);
    await expect.poll(() => watched.paths).toEqual(["x.jpg"]);
    rmSync(join(folder.path, "x.jpg"));
    land(join(folder.path, "x.jpg/y.jpg"), 2);
    await expect.poll(() => watched.paths).toEqual(["x.jpg", "x.jpg/y.jpg"]);
    rmSync(join(folder.path, "x.jpg"), { recursive: true });
    land(join(folder.path, "x.jpg"), 3);
    await expect.poll(() => watched.paths).toEqual(["x.jpg", "x.jpg/y.jpg", "x.jpg"]);
  });

  test("below the depth that was asked for is left alone", async () => {
    await using folder = await temporaryFolder();
    for (const path of ["1.jpg", "a/2.jpg", "a/b/3.jpg"]) land(join(folder.path, path), 1);
    await using watched = await WatchedFolder.start(folder.path, { depth: 1 });
    land(join(folder.path, "c/4.jpg"), 1);
    land(join(folder.path, "c/d/5.jpg"), 1);
    await watched.finish();
    expect(watched.paths.toSorted()).toEqual(["1.jpg", "a/2.jpg", "c/4.jpg"]);
  });
});

test("a watched folder that is not there is waited for at rest", async () => {
  await using home = await temporaryFolder();
  let looks = 0;
  const clock = {
    ...systemClock,
    nowMs: () => {
      looks += 1;
      return performance.now();
    },
  };
  const path = join(home.path, "missing");
  await using watcher = new FolderWatcher(path, WATCHED, clock, () => {});
  const signal = AbortSignal.timeout(2000);
  await watcher.ready(signal);
  for await (const { relativePath } of watcher.files(new Promise(() => {}), signal))
    expect(relativePath).toBeUndefined();
  // A timer that never rests would look hundreds of times a second.
  expect(looks).toBeLessThan(60);
});
