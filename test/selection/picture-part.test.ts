import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { cropFromText } from "../../src/core/image/crop.ts";
import { readLuma } from "../../src/selection/luma-picture.ts";
import { regionMask } from "../../src/selection/region-mask.ts";
import { regionFromText } from "../../src/core/image/region.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

function region(text: string) {
  const found = regionFromText(text);
  if (typeof found === "string") throw new Error(found);
  return found;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "a region means the same place of a stored image in a part of it, with orientation %s",
  async (orientation) => {
    await using folder = await temporaryFolder();
    // White where the region is, as the pixels are stored.
    const white = { create: { width: 80, height: 60, channels: 3, background: "white" } } as const;
    const path = join(folder.path, "a.png");
    await sharp({ create: { width: 320, height: 240, channels: 3, background: "black" } })
      .composite([{ input: white, left: 160, top: 60 }])
      .withMetadata({ orientation })
      .png()
      .toFile(path);
    const crop = cropFromText("0.125,0.125,0.75,0.75");
    if (typeof crop === "string") throw new Error(crop);
    const picture = await readLuma(path, crop);
    if ("reason" in picture) throw new Error(picture.reason);
    const { positions } = regionMask(
      { include: [region("0.5,0.25,0.25,0.25")], ignore: [] },
      picture,
    );
    const bright = [...picture.values.entries()].filter(([, value]) => value > 128);
    expect(positions.length).toBeGreaterThan(100);
    const [marked, lit] = [new Set(positions), new Set(bright.map(([at]) => at))];
    const differing = [...marked, ...lit].filter((at) => marked.has(at) !== lit.has(at));
    // Of the edges, half a pixel may be on either side.
    expect(differing.length).toBeLessThan(positions.length / 8);
  },
);

test("a part that does not lie in an image is told", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a.png");
  await sharp({ create: { width: 32, height: 24, channels: 3, background: "black" } }).toFile(path);
  const crop = cropFromText("30,0,10,10");
  if (typeof crop === "string") throw new Error(crop);
  expect(await readLuma(path, crop)).toEqual({
    reason: "`crop` reaches beyond the picture, which is 32x24 pixels",
  });
});
