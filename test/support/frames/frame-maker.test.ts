import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.ts";
import { FrameMaker, indexOfMadeFrame, landedIn } from "./frame-maker.ts";

test("made frames are whole JPEGs, each different, and tell their index", async () => {
  const maker = await FrameMaker.make();
  const images = [0, 1, 2, 123_456_789].map((index) => maker.jpeg(index));
  for (const image of images) {
    const { info } = await sharp(image, { failOn: "warning" })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([16, 16]);
  }
  expect(images.map(indexOfMadeFrame)).toEqual([0, 1, 2, 123_456_789]);
  expect(indexOfMadeFrame(await sharp(images[0]).jpeg().toBuffer())).toBeNull();
});

test("made frames are padded to a size, named as the slicer does, and listed as landed", async () => {
  await using folder = await temporaryFolder();
  const maker = await FrameMaker.make();
  const options = { count: 20, from: 5, byteLength: 4096, isAtomic: true };
  const landed = await maker.writeFiles(folder.path, options);
  const names = (await readdir(folder.path)).toSorted();
  expect([names[0], names.length]).toEqual(["frame_00000005.jpg", 20]);
  expect(await landedIn(folder.path)).toEqual(landed);
  expect(new Set(landed.map(({ digest }) => digest)).size).toBe(20);
  const last = join(folder.path, "frame_00000024.jpg");
  expect((await stat(last)).size).toBe(4096);
  expect(indexOfMadeFrame(await readFile(last))).toBe(24);
});
