import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { fileIdentity } from "../../src/app/jobs/frame-identities.ts";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import { PathList } from "../../src/watcher/path-list.ts";
import type { LandedFile } from "../../src/watcher/watcher.ts";
import { frameImage } from "../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

/** The files of a list on a file system that takes `É.JPG` and `e` with an accent of its own for `é.jpg`. */
async function filesOf(paths: readonly string[]): Promise<readonly LandedFile[]> {
  async function* listed(): AsyncGenerator<string> {
    yield* paths;
  }
  const spell = (path: string): string =>
    join(dirname(path), basename(path).toLowerCase().normalize("NFC"));
  const list = new PathList(listed(), 1000, systemClock, () => {}, { spell });
  const found: LandedFile[] = [];
  for await (const file of list.files(Promise.resolve(), new AbortController().signal))
    found.push(file);
  return found;
}

test("a frame that is listed in another case, or with its accent as a character, is the same for the ledger", async () => {
  await using folder = await temporaryFolder();
  const stored = join(folder.path, "\u00e9.jpg");
  await writeFile(stored, frameImage(1));
  const identityOf = fileIdentity([]);
  const first = await filesOf([stored]);
  const second = await filesOf([join(folder.path, "E\u0301.JPG")]);
  expect(second.map(({ path, defect }) => [path, defect])).toEqual([[first[0]!.path, null]]);
  expect(second.map(identityOf)).toEqual(first.map(identityOf));
});

test("a frame that is listed in two spellings of one name is handed out once", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "a.jpg"), frameImage(1));
  const files = await filesOf([join(folder.path, "A.JPG"), join(folder.path, "a.jpg")]);
  expect(files.map(({ path }) => basename(path))).toEqual(["a.jpg"]);
});
