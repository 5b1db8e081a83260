import sharp from "sharp";
import { expect, test } from "vitest";
import { scalePicture } from "../../src/pictures/scale-picture.ts";

const gray = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#808080" } });

test.each(["jpeg", "png", "webp", "tiff", "avif", "gif"] as const)(
  "a large image (%s) becomes a small JPEG of the same form, with the size of the image",
  async (format) => {
    const image = await gray(800, 600).toFormat(format).toBuffer();
    const picture = await scalePicture(image, { maxWidth: 200 });
    expect(picture).toMatchObject({
      size: { width: 200, height: 150 },
      imageSize: { width: 800, height: 600 },
    });
    const metadata = await sharp(picture?.jpeg).metadata();
    expect(metadata).toMatchObject({ format: "jpeg", width: 200, height: 150 });
  },
);

test("a small image keeps its size", async () => {
  const image = await gray(64, 48).jpeg().toBuffer();
  const picture = await scalePicture(image, { maxWidth: 200 });
  expect(picture?.size).toEqual({ width: 64, height: 48 });
});

test("an image that EXIF turns is shown as its pixels are stored, in which boxes count", async () => {
  const image = await gray(80, 60).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const picture = await scalePicture(image, { maxWidth: 200 });
  expect(picture).toMatchObject({
    size: { width: 80, height: 60 },
    imageSize: { width: 80, height: 60 },
  });
  expect((await sharp(picture?.jpeg).metadata()).orientation).toBeUndefined();
});

test("a picture holds no metadata of its image, such as where it was taken", async () => {
  const image = await gray(80, 60)
    .withExif({ IFD0: { Artist: "somebody" } })
    .jpeg()
    .toBuffer();
  expect(image.includes("somebody")).toBe(true);
  const picture = await scalePicture(image, { maxWidth: 40 });
  expect(picture?.jpeg.includes("somebody")).toBe(false);
});

test("bytes that are no image have no picture", async () => {
  expect(await scalePicture(Buffer.from("no image"), { maxWidth: 40 })).toBeNull();
});
