import { afterAll, beforeAll, describe, expect, test } from "vitest";
import sharp, { type Sharp } from "sharp";
import { startDemoService, type DemoService } from "../../src/demo/demo-service.ts";
import { flat, flatJpeg, noise, sendRaw } from "./demo-client.ts";

let service: DemoService;
beforeAll(async () => {
  service = await startDemoService();
});
afterAll(async () => service[Symbol.asyncDispose]());

describe("the demo's answer says of a frame", () => {
  test.for([
    { format: "jpeg", width: 1280, height: 720 },
    { format: "png", width: 33, height: 7 },
    { format: "webp", width: 1, height: 1 },
    { format: "gif", width: 300, height: 2 },
    { format: "tiff", width: 2, height: 300 },
  ] as const)("the format and size of a $format of $width x $height", async (wanted) => {
    const { format, width, height } = wanted;
    const bytes = await flat("#336699", width, height).toFormat(format).toBuffer();
    const { status, body } = await sendRaw(service.url, bytes, { type: `image/${format}` });
    expect(status).toBe(200);
    expect(body).toMatchObject({ format, width, height, byteLength: bytes.length });
    expect(body.workMs).toBeGreaterThan(0);
  });

  test.for([
    ["#000000", 0],
    ["#808080", 128],
    ["#ffffff", 255],
    ["#ff0000", 76.2],
    ["#00ff00", 149.7],
  ] as const)("the mean luminance, which of %s is %d", async ([color, luminance]) => {
    const { body } = await sendRaw(service.url, await flatJpeg(color, 1280, 720));
    expect(Math.abs(body.meanLuminance - luminance)).toBeLessThan(1);
  });

  test("the mean luminance, which lies in the middle for a picture half black, half white", async () => {
    const white = await flat("#ffffff", 400, 600).png().toBuffer();
    const half = flat("#000000", 800, 600).composite([{ input: white, left: 0, top: 0 }]);
    const { body } = await sendRaw(service.url, await half.png().toBuffer());
    expect(Math.abs(body.meanLuminance - 127.5)).toBeLessThan(1);
  });

  test("the same of gray, 16 bit and transparent pictures", async () => {
    const gray = await flat("#808080").grayscale().png().toBuffer();
    const deep = await flat("#808080").toColorspace("rgb16").png().toBuffer();
    const clear = await flat("#ffffff").ensureAlpha(0).png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe("ushort");
    const luminances: number[] = [];
    for (const bytes of [gray, deep, clear]) {
      luminances.push((await sendRaw(service.url, bytes)).body.meanLuminance);
    }
    expect(luminances).toEqual([128, 128, 0]);
  });

  test("its dominant color, which is that of the larger part, not a mix", async () => {
    const patch = await flat("#c81e1e", 64, 20).png().toBuffer();
    const two = flat("#2864c8", 64, 64).composite([{ input: patch, left: 0, top: 0 }]);
    const { body } = await sendRaw(service.url, await two.png().toBuffer());
    expect(body.dominantColor).toEqual({ r: 40, g: 100, b: 200, hex: "#2864c8" });
  });

  test("its sharpness, of which a flat picture has none and a blurred one less", async () => {
    const sharpnessOf = async (image: Sharp): Promise<number> =>
      (await sendRaw(service.url, await image.png().toBuffer())).body.sharpness;
    const [none, blurred, crisp] = [
      await sharpnessOf(flat("#808080")),
      await sharpnessOf(noise().blur(2)),
      await sharpnessOf(noise()),
    ];
    expect(none).toBe(0);
    expect(blurred).toBeGreaterThan(0);
    expect(crisp).toBeGreaterThan(2 * blurred);
  });
});

describe("the demo's difference from the frame before", () => {
  test("is null for the first frame, 0 for the same, 255 from black to white", async () => {
    await using fresh = await startDemoService();
    const differences: (number | null)[] = [];
    for (const color of ["#000000", "#000000", "#ffffff", "#808080"]) {
      const { body } = await sendRaw(fresh.url, await flat(color).png().toBuffer());
      differences.push(body.differenceFromPrevious);
    }
    expect(differences).toEqual([null, 0, 255, 127]);
  });

  test("compares frames of different sizes", async () => {
    await using fresh = await startDemoService();
    await sendRaw(fresh.url, await flat("#000000", 640, 360).png().toBuffer());
    const { body } = await sendRaw(fresh.url, await flat("#ffffff", 5, 9).png().toBuffer());
    expect(body.differenceFromPrevious).toBe(255);
  });

  test("leaves out uploads that were no image", async () => {
    await using fresh = await startDemoService();
    await sendRaw(fresh.url, await flat("#000000").png().toBuffer());
    await sendRaw(fresh.url, Buffer.from("no image"));
    const { body } = await sendRaw(fresh.url, await flat("#ffffff").png().toBuffer());
    expect(body.differenceFromPrevious).toBe(255);
  });
});
