import { link, mkdir, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { namedVideos } from "../../../src/app/sources/named-videos.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";

let home: TemporaryFolder;
beforeEach(async () => {
  home = await temporaryFolder();
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

const at = (name: string): string => join(home.path, name);

async function put(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(at(name), ".."), { recursive: true });
    await writeFile(at(name), "");
  }
}

test("a quoted glob becomes its files in natural order, without folders and hidden ones", async () => {
  await put(
    "clip10.mp4",
    "clip2.mp4",
    "clip1.mp4",
    ".hidden.mp4",
    "deep/er/clip3.mp4",
    "notes.txt",
  );
  await mkdir(at("folder.mp4"));
  expect(await namedVideos([at("*.mp4")])).toEqual(
    ["clip1.mp4", "clip2.mp4", "clip10.mp4"].map(at),
  );
  expect(await namedVideos([at("**/clip[13].mp4")])).toEqual(
    ["clip1.mp4", "deep/er/clip3.mp4"].map(at),
  );
  const here = relative(process.cwd(), at("clip{2,1}.mp4"));
  expect((await namedVideos([here])).map((path) => path.slice(-9))).toEqual([
    "clip1.mp4",
    "clip2.mp4",
  ]);
});

test("video arguments keep their order, and each file is taken once, whatever its spelling", async () => {
  await put("b.mp4", "a.mp4", "sub/c.mp4");
  await symlink(at("a.mp4"), at("link.mp4"));
  await link(at("b.mp4"), at("twin.mp4"));
  const words = [at("b.mp4"), "-", at("sub/../a.mp4"), at("*.mp4"), "-", at("b.mp4")];
  expect(await namedVideos(words)).toEqual([
    at("b.mp4"),
    "-",
    at("sub/../a.mp4"),
    // Another name of the same bytes is another file, with a job of its own.
    at("twin.mp4"),
  ]);
});

test("a file whose name looks like a glob is that file", async () => {
  await put("a[1].mp4", "a1.mp4", "what?.mp4", "{x}.mp4");
  for (const name of ["a[1].mp4", "what?.mp4", "{x}.mp4"])
    expect(await namedVideos([at(name)])).toEqual([at(name)]);
});

test("a glob that matches no file is an error; a path that leads nowhere is left to whoever opens it", async () => {
  await expect(namedVideos([at("*.mp4")])).rejects.toMatchObject({
    code: "ERR_VIDEO_MISSING",
    message: `no file matches ${at("*.mp4")}`,
  });
  const words = [at("missing.mp4"), "https://example.com/watch?v=1"];
  expect(await namedVideos(words)).toEqual(words);
});
