import { type Stats, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { hasExactFolderTimes, ListedFolders } from "../../src/watcher/listed-folders.ts";
import { memoryFolder } from "../support/files/memory-folder.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const LATER_MS = 10_000;
const exact = (): boolean => true;

/** Remembers a real folder as it is now. */
function listed(folder: string, hasExactTimes = exact): ListedFolders {
  const folders = new ListedFolders((path) => statSync(path), hasExactTimes);
  folders.begin(folder, Date.now() + LATER_MS);
  folders.end(folder, true);
  return folders;
}

test("a folder is unchanged until a name comes, goes or is another file's", async () => {
  await using root = await temporaryFolder();
  const file = join(root.path, "1.jpg");
  const changes = [() => writeFileSync(file, ""), () => unlinkSync(file)];
  for (const change of changes) {
    const folders = listed(root.path);
    expect(folders.isUnchanged(root.path)).toBe(true);
    await sleep(20);
    change();
    expect(folders.isUnchanged(root.path)).toBe(false);
  }
});

test("a folder that was never listed, or whose listing failed, may have changed", async () => {
  await using root = await temporaryFolder();
  const folders = listed(root.path);
  expect(folders.isUnchanged(join(root.path, ".."))).toBe(false);
  folders.begin(root.path, Date.now() + LATER_MS);
  folders.end(root.path, false);
  expect(folders.isUnchanged(root.path)).toBe(false);
});

test("a folder that was changed just before its listing may have changed within the same tick of the clock", async () => {
  await using root = await temporaryFolder();
  const folders = new ListedFolders((path) => statSync(path), exact);
  writeFileSync(join(root.path, "1.jpg"), "");
  folders.begin(root.path, Date.now());
  folders.end(root.path, true);
  expect(folders.isUnchanged(root.path)).toBe(false);
});

test("another folder of the same name, and one that is gone, are not the one that was listed", () => {
  let stats: Pick<Stats, "ctimeMs" | "dev" | "ino"> | null = { ctimeMs: 1, dev: 1, ino: 1 };
  const folders = new ListedFolders(() => stats as Stats | null, exact);
  folders.begin("a", LATER_MS);
  folders.end("a", true);
  stats = { ctimeMs: 1, dev: 1, ino: 2 };
  expect(folders.isUnchanged("a")).toBe(false);
  stats = null;
  expect(folders.isUnchanged("a")).toBe(false);
});

test("nothing is concluded from the times of file systems that are not known to keep them exactly", async () => {
  await using root = await memoryFolder();
  const isTold = listed(root.path, () => false).isUnchanged(root.path);
  expect(isTold).toBe(false);
  expect(hasExactFolderTimes("/proc")).toBe(false);
  expect(hasExactFolderTimes(join(root.path, "missing"))).toBe(false);
});
