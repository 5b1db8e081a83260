import { lstatSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { versionOf } from "../../../src/core/files/landed-file.ts";
import { keepLastRead, lastReadOf } from "../../../src/core/files/last-read.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";

let folder: TemporaryFolder;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, "a.jpg");
  writeFileSync(path, "one");
});
afterEach(async () => {
  vi.restoreAllMocks();
  keepLastRead(null);
  await folder[Symbol.asyncDispose]();
});

function read(): { readonly path: string } & ReturnType<typeof versionOf> {
  const stats = lstatSync(path);
  keepLastRead({ path, stats, bytes: readFileSync(path) });
  return { path, ...versionOf(stats) };
}

test("a file that was read last is at hand in the version that was read, for a moment", () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(1000);
  const file = read();
  clock.mockReturnValue(1019);
  expect(lastReadOf(file)?.toString()).toBe("one");
  clock.mockReturnValue(1021);
  expect(lastReadOf(file)).toBeNull();
});

test("another version of it is not, be its size and time the same", () => {
  read();
  const stats = lstatSync(path);
  writeFileSync(path, "two");
  utimesSync(path, stats.atime, stats.mtime);
  expect(lastReadOf({ path, ...versionOf(lstatSync(path)) })).toBeNull();
});

test("nor is another file, nor one that was read before", () => {
  const file = read();
  expect(lastReadOf({ ...file, path: join(folder.path, "b.jpg") })).toBeNull();
  expect(lastReadOf({ ...file, inode: file.inode + 1 })).toBeNull();
  keepLastRead(null);
  expect(lastReadOf(file)).toBeNull();
});
