import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FolderEntry } from "../../src/core/files/folder-entries.ts";
import { listFolder, type ListingOrder } from "../../src/watcher/folder-listing.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/files/temporary-folder.ts";

const ORDERS = ["listed", "name", "oldest", "newest"] as const;
const SIZES = { listed: 10, ordered: 10 };
const all = (): boolean => true;

/** Files `00.jpg` to `94.jpg`, of which each is younger by a minute than the one five places before. */
async function manyFiles(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  for (let index = 0; index < 95; index += 1) {
    const path = join(folder.path, nameOf(index));
    writeFileSync(path, "");
    utimesSync(path, 0, timeOf(index));
  }
  return folder;
}

const nameOf = (index: number): string => `${String(index).padStart(2, "0")}.jpg`;
const timeOf = (index: number): number => 1_700_000_000 + 60 * ((index * 37) % 19);

async function portionsOf(
  folder: string,
  order: ListingOrder,
  isWanted: (name: string) => boolean = all,
): Promise<readonly (readonly FolderEntry[])[]> {
  return await allOf(listFolder(folder, order, isWanted, SIZES));
}

async function allOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

const namesOf = (portions: readonly (readonly FolderEntry[])[]): readonly string[] =>
  portions.flat().map(({ name }) => name);

const everyName = Array.from({ length: 95 }, (_, index) => nameOf(index));

describe.each(ORDERS)("a folder's listing in the order %s", (order) => {
  test("brings every entry once, in portions", async () => {
    await using folder = await manyFiles();
    const portions = await portionsOf(folder.path, order);
    expect(namesOf(portions).toSorted()).toEqual(everyName);
    expect(portions.map(({ length }) => length)).toEqual([...Array(9).fill(10), 5]);
  });

  test("brings only wanted entries, and tells folders from files and links", async () => {
    await using folder = await temporaryFolder();
    mkdirSync(join(folder.path, "folder"));
    symlinkSync("folder", join(folder.path, "link"));
    for (const name of ["file", "other"]) writeFileSync(join(folder.path, name), "");
    const entries = (await portionsOf(folder.path, order, (name) => name !== "other")).flat();
    const facts = entries.map(({ name, isFolder }) => `${name} ${isFolder}`).toSorted();
    expect(facts).toEqual(["file false", "folder true", "link false"]);
  });

  test("has no portion for an empty folder, and is an error for one that is missing", async () => {
    await using folder = await temporaryFolder();
    expect(await portionsOf(folder.path, order)).toEqual([]);
    const missing = portionsOf(join(folder.path, "missing"), order);
    await expect(missing).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("does not fail for files that go while it lasts", async () => {
    await using folder = await manyFiles();
    const listing = listFolder(folder.path, order, all, SIZES);
    const first = await listing.next();
    const taken = new Set((first.value ?? []).map(({ name }) => name));
    for (const name of everyName) if (!taken.has(name)) rmSync(join(folder.path, name));
    const rest = await allOf(listing);
    // What was read from the system before may still come.
    expect(namesOf(rest).filter((name) => taken.has(name))).toEqual([]);
  });
});

describe("the order of a listing", () => {
  test("is by name in each portion with --order listed", async () => {
    await using folder = await manyFiles();
    for (const portion of await portionsOf(folder.path, "listed"))
      expect(namesOf([portion])).toEqual(namesOf([portion]).toSorted());
  });

  test("is by name throughout with --order name", async () => {
    await using folder = await manyFiles();
    expect(namesOf(await portionsOf(folder.path, "name"))).toEqual(everyName);
  });

  test.each([
    ["oldest", 1],
    ["newest", -1],
  ] as const)(
    "is by modification time with --order %s, and by name among equals",
    async (order, sign) => {
      await using folder = await manyFiles();
      const indices = everyName.map((_, index) => index);
      const expected = indices.toSorted(
        (one, other) => sign * (timeOf(one) - timeOf(other)) || one - other,
      );
      expect(namesOf(await portionsOf(folder.path, order))).toEqual(expected.map(nameOf));
    },
  );
});
