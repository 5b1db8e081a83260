import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameImage } from "../../fixtures/programs/frame-image.mjs";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import { temporaryName, type TemporaryKind } from "../../src/core/files/temporary-name.ts";
import { PathList } from "../../src/watcher/path-list.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { WatchedFolder } from "../support/stages/watched-folder.ts";

/** A name that another process has made. */
function nameBy(pid: number, kind: TemporaryKind, name: string): string {
  return temporaryName(kind, name)
    .replace(`-${process.pid}-`, `-${pid}-`)
    .replace(/[0-9a-f]{8}(?=\.[0-9a-z]+-)/u, "00000000");
}

const DEAD = spawnSync(process.execPath, ["--version"]).pid;
const LIVING = process.ppid;

test("an image that a killed program has left under its own name gets its name back, and lands", async () => {
  await using folder = await temporaryFolder();
  mkdirSync(join(folder.path, "sub"));
  writeFileSync(join(folder.path, "sub", nameBy(DEAD, "gone", "a.jpg")), frameImage(1));
  await using watched = await WatchedFolder.start(folder.path, { poll: true });
  await watched.finish();
  expect(watched.paths).toEqual(["sub/a.jpg"]);
  expect(readdirSync(join(folder.path, "sub"))).toEqual(["a.jpg"]);
});

test("both images land if another file has the name by now, and one alone if it is the same", async () => {
  await using folder = await temporaryFolder();
  const path = (name: string): string => join(folder.path, name);
  writeFileSync(path(nameBy(DEAD, "gone", "a.jpg")), frameImage(1));
  writeFileSync(path("a.jpg"), frameImage(2));
  writeFileSync(path("b.jpg"), frameImage(3));
  linkSync(path("b.jpg"), path(nameBy(DEAD, "gone", "b.jpg")));
  await using watched = await WatchedFolder.start(folder.path, { poll: true });
  await watched.finish();
  // The loss of its second name is noticed, and makes no other frame.
  const landed = watched.files.filter(({ isRepeat }) => isRepeat !== true);
  const names = landed.map(({ relativePath }) => relativePath);
  expect(names.toSorted()).toEqual(["a.jpg", "a~1.jpg", "b.jpg"]);
  expect(readdirSync(folder.path).toSorted()).toEqual(["a.jpg", "a~1.jpg", "b.jpg"]);
});

test("a file that a living program is at work on, a half or one of our own is left alone, whatever is matched", async () => {
  await using folder = await temporaryFolder();
  const names = [
    nameBy(LIVING, "gone", "a.jpg"),
    nameBy(DEAD, "part", "b.jpg"),
    temporaryName("gone", "c.jpg"),
  ];
  for (const name of names) writeFileSync(join(folder.path, name), frameImage(1));
  await using watched = await WatchedFolder.start(folder.path, {
    poll: true,
    isWanted: () => true,
  });
  await watched.finish();
  expect(watched.paths).toEqual([]);
  expect(readdirSync(folder.path).toSorted()).toEqual(names.toSorted());
});

test("a list finds an image again that a killed program has left under its own name", async () => {
  await using folder = await temporaryFolder();
  writeFileSync(join(folder.path, nameBy(DEAD, "gone", "a.jpg")), frameImage(1));
  utimesSync(folder.path, 1, 1);
  const paths = ["a.jpg", "missing.jpg"].map((name) => join(folder.path, name));
  async function* listed(): AsyncGenerator<string> {
    yield* paths;
  }
  const list = new PathList(listed(), 1000, systemClock, () => {});
  const found: [string, string | null][] = [];
  for await (const { path, defect } of list.files(Promise.resolve(), new AbortController().signal))
    found.push([path, defect]);
  expect(found.toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual([
    [paths[0], null],
    [paths[1], "there is no such file"],
  ]);
});
