import { mkdtemp, rename, rm, stat, writeFile, appendFile, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Frame } from "../../src/core/frame/frame.ts";
import { versionOf } from "../../src/core/files/landed-file.ts";
import { holdImage } from "../../src/pictures/held-image.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "held-image-"));
});
afterEach(async () => await rm(folder, { recursive: true }));

const BYTES = Buffer.from("the bytes of an image");

async function landedFrame(): Promise<Frame> {
  const path = join(folder, "a.jpg");
  await writeFile(path, BYTES);
  const version = versionOf(await stat(path));
  const identity = { source: folder, relativePath: "a.jpg", ...version };
  return {
    ...version,
    ...{ source: folder, identity, path, relativePath: "a.jpg" },
    ...{ landedAtMs: 0, index: null, ptsSeconds: null },
  };
}

async function heldBytes(frame: Frame, meanwhile: () => Promise<void>): Promise<Buffer | null> {
  await using held = holdImage(frame);
  await meanwhile();
  return held === null ? null : await held.read();
}

test("an image is read after its file was deleted", async () => {
  const frame = await landedFrame();
  expect(await heldBytes(frame, async () => await rm(frame.path))).toEqual(BYTES);
});

test("an image is read after another file was moved to its name", async () => {
  const frame = await landedFrame();
  const other = join(folder, "other");
  await writeFile(other, "another image, which is longer");
  expect(await heldBytes(frame, async () => await rename(other, frame.path))).toEqual(BYTES);
});

test("what was cut short while it was held is no picture", async () => {
  const frame = await landedFrame();
  expect(await heldBytes(frame, async () => await writeFile(frame.path, "cut"))).toBeNull();
});

test("a file that has changed since it landed is not held", async () => {
  const frame = await landedFrame();
  await appendFile(frame.path, "more");
  expect(holdImage(frame)).toBeNull();
});

test("a file that is gone is not held", async () => {
  const frame = await landedFrame();
  await rm(frame.path);
  expect(holdImage(frame)).toBeNull();
});

test("a link in place of the image is not followed", async () => {
  const frame = await landedFrame();
  await rename(frame.path, join(folder, "elsewhere"));
  await symlink(join(folder, "elsewhere"), frame.path);
  expect(holdImage(frame)).toBeNull();
});
