import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderEntries, folderEntriesAsBytes } from "../../../src/core/files/folder-entries.ts";
import { faultyFolder, whyNoFaultyFolder } from "../../support/files/faulty-folder.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

async function allOf<Entry>(batches: AsyncIterable<readonly Entry[]>): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const batch of batches) entries.push(...batch);
  return entries;
}

test("each entry of a folder comes once, with its type", async () => {
  await using folder = await temporaryFolder();
  const names = Array.from({ length: 2500 }, (_, index) => `${index}.jpg`);
  for (const name of names) writeFileSync(join(folder.path, name), "");
  const entries = await allOf(folderEntries(folder.path));
  expect(entries.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  expect(new Set(entries.map(({ isFolder }) => isFolder))).toEqual(new Set([false]));
  const bytes = await allOf(folderEntriesAsBytes(folder.path));
  expect(bytes.map(({ name }) => name.toString()).toSorted()).toEqual(names.toSorted());
});

test("listing a folder that is not there is an error", async () => {
  await expect(allOf(folderEntries("/nowhere/at/all"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("an entry without a type that cannot be looked at or has just gone hides no other", async (context) => {
  const whyNot = whyNoFaultyFolder();
  if (whyNot !== undefined) context.skip(whyNot);
  await using folder = await faultyFolder();
  const names = ["a.jpg", "b.jpg", "c.jpg"];
  for (const name of names) writeFileSync(join(folder.behind, name), "");
  for (const error of ["EIO", "ENOENT"]) {
    folder.fail([{ call: "lstat", error, path: "/b.jpg" }]);
    for (const list of [folderEntries, folderEntriesAsBytes]) {
      const entries = await allOf<{ readonly name: string | Buffer }>(list(folder.path));
      expect(new Set(entries.map(({ name }) => name.toString()))).toEqual(new Set(names));
    }
    expect(folder.fired).toContain(`lstat ${error} /b.jpg`);
  }
  folder.fail([{ call: "readdir", error: "EIO", path: "/" }]);
  await expect(allOf(folderEntries(folder.path))).rejects.toMatchObject({ code: "EIO" });
  rmSync(join(folder.behind, "b.jpg"));
});
