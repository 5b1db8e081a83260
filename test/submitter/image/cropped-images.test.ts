import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { cropFromText, type Crop } from "../../../src/core/image/crop.ts";
import { type Cropped, cropImage } from "../../../src/submitter/image/crop-image.ts";

const [WIDTH, HEIGHT] = [48, 32];

function crop(text: string): Crop {
  const found = cropFromText(text);
  if (typeof found === "string") throw new Error(found);
  return found;
}

async function cropped(image: Buffer, text: string): Promise<Cropped> {
  const found = await cropImage(image, crop(text), null);
  if ("readFault" in found) throw new Error(found.reason);
  return found;
}

/** A picture whose pixels tell their place: red is the column, green the row, each times 5. */
function picture(channels: 3 | 4 = 3): Sharp {
  const values = Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    return channels === 3 ? [x * 5, y * 5, 90] : [x * 5, y * 5, 90, 255 - x];
  });
  const raw = { width: WIDTH, height: HEIGHT, channels };
  return sharp(Uint8Array.from(values.flat()), { raw });
}

/** Column and row of the first pixel, and the size. */
async function placeOf(image: Buffer): Promise<readonly number[]> {
  const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true });
  return [(data[0] ?? 0) / 5, (data[1] ?? 0) / 5, info.width, info.height];
}

async function rawOf(image: Buffer | Sharp): Promise<Buffer> {
  return await (Buffer.isBuffer(image) ? sharp(image) : image).raw().toBuffer();
}

describe("the part of an image", () => {
  test("is cut out to the pixel, at odd places and of odd sizes", async () => {
    const image = await picture().png().toBuffer();
    for (const [text, place] of [
      ["7,5,11,13", [7, 5, 11, 13]],
      ["0,0,1,2", [0, 0, 1, 2]],
      ["0.5,0.5,0.5,0.5", [24, 16, 24, 16]],
    ] as const) {
      const { bytes, crop: part } = await cropped(image, text);
      const [x, y, width, height] = place;
      expect(await placeOf(bytes)).toEqual(place);
      expect(part).toEqual({
        ...{ x, y, width, height, image: "whole" },
        ...{ frame: { width: WIDTH, height: HEIGHT }, sent: { width, height } },
      });
    }
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "is what a viewer sees there, with orientation %s",
    async (orientation) => {
      const image = await picture().png().withMetadata({ orientation }).toBuffer();
      const shown = await sharp(image).autoOrient().toBuffer();
      const { bytes } = await cropped(image, "3,2,5,7");
      const area = { left: 3, top: 2, width: 5, height: 7 };
      expect(await rawOf(bytes)).toEqual(await rawOf(sharp(shown).extract(area)));
      expect((await sharp(bytes).metadata()).orientation ?? 1).toBe(1);
    },
  );

  test.each(["jpeg", "png", "webp", "gif", "tiff", "avif"] as const)(
    "keeps the format: %s",
    async (format) => {
      const image = await picture().toFormat(format).toBuffer();
      const { bytes } = await cropped(image, "8,8,16,16");
      const { width, height, format: kept } = await sharp(bytes).metadata();
      expect([kept, width, height]).toEqual([format === "avif" ? "heif" : format, 16, 16]);
    },
  );

  test("of a JPEG has its colors where they were, at odd places, too", async () => {
    const image = await picture().jpeg({ quality: 98 }).toBuffer();
    const { bytes } = await cropped(image, "7,5,21,13");
    const area = { left: 7, top: 5, width: 21, height: 13 };
    const [sent, whole] = [await rawOf(bytes), await rawOf(sharp(image).extract(area))];
    const errors = [...sent].map((value, at) => Math.abs(value - (whole[at] ?? 0)));
    // A pixel farther to the side would be wrong by 5.
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(2);
  });

  test.each([
    ["of 16 bits", () => picture().toColourspace("rgb16").png(), "ushort", 3],
    ["of 16 bits in gray", () => picture().toColourspace("grey16").png(), "ushort", 1],
    ["in gray", () => picture().toColourspace("b-w").png(), "uchar", 1],
    ["with transparency", () => picture(4).png(), "uchar", 4],
  ] as const)("keeps depth, colors and transparency: %s", async (_, make, depth, channels) => {
    const image = await make().toBuffer();
    const { bytes } = await cropped(image, "7,5,11,13");
    const metadata = await sharp(bytes).metadata();
    expect([metadata.depth, metadata.channels]).toEqual([depth, channels]);
    const area = { left: 7, top: 5, width: 11, height: 13 };
    const whole = await sharp(image)
      .extract(area)
      .raw({ depth })
      .toColourspace(metadata.space)
      .toBuffer();
    expect(await sharp(bytes).raw({ depth }).toColourspace(metadata.space).toBuffer()).toEqual(
      whole,
    );
  });

  test("of a CMYK image is seen as the whole is", async () => {
    const image = await picture().toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
    const { bytes } = await cropped(image, "8,8,16,16");
    const shown = (given: Buffer) => sharp(given).toColourspace("srgb");
    const area = { left: 8, top: 8, width: 16, height: 16 };
    const [sent, whole] = [
      await rawOf(shown(bytes)),
      await rawOf(sharp(await shown(image).png().toBuffer()).extract(area)),
    ];
    expect(sent).toHaveLength(whole.length);
    const worst = Math.max(...[...sent].map((value, at) => Math.abs(value - (whole[at] ?? 0))));
    expect(worst).toBeLessThan(24);
  });

  test.each(["gif", "webp"] as const)(
    "of an animation is cut out of each of its pictures: %s",
    async (format) => {
      const pages = [picture(), picture().negate()].map((page) => page.png().toBuffer());
      const options = format === "gif" ? { delay: [50, 70] } : { delay: [50, 70], lossless: true };
      const image = await sharp(await Promise.all(pages), { join: { animated: true } })
        .toFormat(format, options)
        .toBuffer();
      const { bytes, crop: part } = await cropped(image, "8,8,16,12");
      const {
        pages: count,
        pageHeight,
        width,
        delay,
      } = await sharp(bytes, { animated: true }).metadata();
      expect([count, pageHeight, width, delay]).toEqual([2, 12, 16, [50, 70]]);
      expect(part).toMatchObject({
        frame: { width: WIDTH, height: HEIGHT },
        sent: { width: 16, height: 12 },
      });
    },
  );

  test("is made smaller after it was cut out, and never larger", async () => {
    const image = await picture().png().toBuffer();
    const small = await cropImage(image, crop("8,8,32,16"), { width: 8, height: 8 });
    expect(small).toMatchObject({ crop: { x: 8, width: 32, sent: { width: 8, height: 4 } } });
    const large = await cropImage(image, crop("8,8,32,16"), { width: 80, height: 80 });
    expect(large).toMatchObject({ crop: { sent: { width: 32, height: 16 } } });
  });

  test("has a color profile, and nothing that shows or tells of the whole", async () => {
    const exif = { IFD0: { ImageDescription: "a street with faces" } };
    const image = await picture().withIccProfile("p3").withExif(exif).jpeg().toBuffer();
    const { bytes } = await cropped(image, "8,8,16,16");
    const { icc, exif: kept } = await sharp(bytes).metadata();
    expect([icc === undefined, kept]).toEqual([false, undefined]);
  });

  test.each([
    ["40,0,9,9", "reaches beyond the picture, which is 48x32 pixels"],
    ["0,0.99,0.01,0.001", "is less than a pixel of the picture, which is 48x32 pixels"],
  ])("that does not lie in it is told: %s", async (text, why) => {
    const image = await picture().png().toBuffer();
    expect(await cropImage(image, crop(text), null)).toEqual({
      readFault: "unreadable",
      reason: `\`crop\` ${why}`,
    });
  });

  test.each([
    ["BMP", Buffer.from("BM and so on")],
    ["no image", Buffer.from("text")],
    ["cut off", Buffer.from("\xff\xd8\xff and no more", "latin1")],
  ])("of what cannot be cut is refused in a sentence: %s", async (_, image) => {
    expect(await cropImage(image, crop("0,0,0.5,0.5"), null)).toEqual({
      readFault: "unreadable",
      reason: expect.stringMatching(/^the image cannot be cropped: [^\n]{5,}$/u),
    });
  });
});
