import fc from "fast-check";
import { expect, test } from "vitest";
import { folderOf, levelOf, pathBelow } from "../../src/watcher/relative-path.ts";

const name = fc.string({ minLength: 1 }).filter((text) => !text.includes("/"));

test("a path below the root is that of its folder and its name", () => {
  const check = fc.property(fc.array(name, { maxLength: 5 }), name, (folders, last) => {
    let folder = "";
    for (const part of folders) folder = pathBelow(folder, part);
    const path = pathBelow(folder, last);
    expect(path.split("/")).toEqual([...folders, last]);
    expect(folderOf(path)).toBe(folder);
    expect(levelOf(folder)).toBe(folders.length);
  });
  fc.assert(check);
});

test("a root is the empty path, at level 0", () => {
  expect([pathBelow("", "a.jpg"), folderOf("a.jpg"), folderOf(""), levelOf("")]).toEqual([
    "a.jpg",
    "",
    "",
    0,
  ]);
});
