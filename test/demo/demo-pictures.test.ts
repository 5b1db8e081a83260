import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { writeDemoPictures } from "../../src/demo/demo-pictures.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

test("the demo's pictures are JPEGs of 720p as large as a camera's, each another one, named as sliced ones are", async () => {
  await using folder = await temporaryFolder();
  await writeDemoPictures(folder.path, 3);
  const names = (await readdir(folder.path)).toSorted();
  expect(names).toEqual(["frame_00000000.jpg", "frame_00000001.jpg", "frame_00000002.jpg"]);
  const images = await Promise.all(names.map((name) => readFile(join(folder.path, name))));
  for (const image of images) {
    expect(await sharp(image).metadata()).toMatchObject({
      format: "jpeg",
      width: 1280,
      height: 720,
    });
    expect(image.length).toBeGreaterThan(80_000);
    expect(image.length).toBeLessThan(200_000);
  }
  expect(new Set(images.map((image) => image.toString("latin1"))).size).toBe(3);
});
