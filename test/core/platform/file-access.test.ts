import { constants } from "node:fs";
import { lstat, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isFileAt, realFolder } from "../../../src/core/files/landed-file.ts";
import {
  canFlushFolders,
  canRemoveOpenFiles,
  hasModes,
  needsWritingToFlush,
  truncateAppended,
  truncateAppendedSync,
} from "../../../src/core/platform/file-access.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;

test.each(["linux", "darwin"] as const)(
  "%s has modes, and folders that are flushed",
  (platform) => {
    const facts = [hasModes(platform), canFlushFolders(platform), canRemoveOpenFiles(platform)];
    expect([...facts, needsWritingToFlush(platform)]).toEqual([true, true, true, false]);
  },
);

test("Windows has neither, keeps the folder of an open file, and flushes what may be written", () => {
  const facts = [hasModes("win32"), canFlushFolders("win32"), canRemoveOpenFiles("win32")];
  expect([...facts, needsWritingToFlush("win32")]).toEqual([false, false, false, true]);
});

test.each(["linux", "win32"] as const)(
  "a file that is open to append to is shortened on %s, and goes on behind its new end",
  async (platform) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "results.jsonl");
    await using file = await open(path, APPEND);
    await file.write("whole\nhal");
    truncateAppendedSync({ descriptor: file.fd, path }, 6, platform);
    await file.write("next\n");
    expect(await readFile(path, "utf8")).toBe("whole\nnext\n");
    await truncateAppended({ descriptor: file.fd, path }, 0, platform);
    await file.write("new\n");
    expect(await readFile(path, "utf8")).toBe("new\n");
  },
);

test("Windows shortens by the path, for a descriptor to append with may not", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "results.jsonl");
  await writeFile(path, "whole\n");
  await using file = await open(path, "r");
  const appended = { descriptor: file.fd, path };
  expect(() => truncateAppendedSync(appended, 0, "linux")).toThrow("EINVAL");
  truncateAppendedSync(appended, 0, "win32");
  expect(await readFile(path, "utf8")).toBe("");
});

test("an open file is found at its path on Windows although its device has another number", async () => {
  await using folder = await temporaryFolder();
  const path = join(realFolder(folder.path), "a.jpg");
  await writeFile(path, "x");
  const { dev, ino } = await lstat(path);
  expect(isFileAt(path, { dev: dev + 1, ino }, "win32")).toBe(true);
  expect(isFileAt(path, { dev: dev + 1, ino }, "linux")).toBe(false);
  expect(isFileAt(path, { dev, ino: ino + 1 }, "win32")).toBe(false);
});
