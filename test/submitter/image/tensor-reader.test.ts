import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PixelTensor } from "../../../src/core/image/pixel-tensor.ts";
import type { BodyLayout } from "../../../src/core/service/protocol.ts";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";
import type { ReadFault } from "../../../src/submitter/read-fault.ts";
import { TensorReader } from "../../../src/submitter/image/tensor-reader.ts";
import { frameOfFile } from "../../support/samples/sample-frame.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { tensorsByOpenCv, whyNoOpenCv } from "../../support/services/python-service.ts";

/** Neither is a multiple of four, which is where numbers of FP32 have to begin. */
const ROOM: BodyLayout = { imageAs: "bytes", maxHeadBytes: 301, maxTailBytes: 41 };
const WIDTH = 23;
const HEIGHT = 17;

const PLAIN: PixelTensor = {
  size: { width: WIDTH, height: HEIGHT },
  fit: "stretch",
  channels: "rgb",
  layout: "nhwc",
  datatype: "UINT8",
  mean: [0],
  std: [1],
  form: "bytes",
};
const IMAGENET = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Colors of which no two neighbors and no two channels are alike. */
function picture(width = WIDTH, height = HEIGHT): Sharp {
  const samples = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, place) => (place * 83 + (place % 3) * 40) % 256),
  );
  return sharp(samples, { raw: { width, height, channels: 3 } });
}

async function tensorOf(path: string, tensor: Partial<PixelTensor>): Promise<Buffer | ReadFault> {
  const reader = new TensorReader({ ...PLAIN, ...tensor }, new BodyBuffers(2));
  const loaded = await reader.read(frameOfFile(folder.path, path), ROOM);
  if ("readFault" in loaded) return loaded;
  const { buffer, start, end } = loaded;
  expect(start).toBeGreaterThanOrEqual(ROOM.maxHeadBytes);
  expect(buffer.length - end).toBeGreaterThanOrEqual(ROOM.maxTailBytes);
  return Buffer.from(buffer.subarray(start, end));
}

/** The samples of an image's tensor, of 8 bits, one pixel after the other. */
async function samplesOf(image: Buffer, tensor: Partial<PixelTensor> = {}): Promise<number[]> {
  await writeFile(join(folder.path, "image"), image);
  const made = await tensorOf("image", tensor);
  if ("readFault" in made) throw new Error(made.reason);
  return [...made];
}

/** The greatest difference between any two numbers of the same place. */
function distance(one: readonly number[], other: readonly number[]): number {
  expect(one).toHaveLength(other.length);
  return Math.max(...one.map((value, place) => Math.abs(value - (other[place] as number))));
}

describe("a tensor", () => {
  test("is what OpenCV and NumPy make of the same image, byte for byte, in each type and order", async (context) => {
    const reason = whyNoOpenCv();
    if (reason !== undefined) context.skip(reason);
    await picture().png().toFile(join(folder.path, "colors.png"));
    await sharp(await picture().png().toBuffer())
      .toColourspace("b-w")
      .png()
      .toFile(join(folder.path, "gray.png"));
    const cases = ["colors.png", "gray.png"].flatMap((name) =>
      (["rgb", "bgr", "gray"] as const).flatMap((channels) =>
        (["nchw", "nhwc"] as const).flatMap((layout) =>
          (["UINT8", "FP16", "FP32"] as const).map((datatype) => {
            const gray = { mean: [30], std: [7] };
            const { mean, std } = channels === "gray" ? gray : IMAGENET;
            return datatype === "UINT8"
              ? { name, channels, layout, datatype, mean: [0], std: [1] }
              : { name, channels, layout, datatype, mean, std };
          }),
        ),
      ),
    );
    const expected = await tensorsByOpenCv(
      cases.map(({ name, ...one }) => ({ ...one, path: join(folder.path, name) })),
    );
    const different = new Set(expected.map((bytes) => bytes.toString("base64")));
    expect(different.size).toBeGreaterThan(18 + 6);
    for (const [place, { name, ...one }] of cases.entries()) {
      const made = (await tensorOf(name, one)) as Buffer;
      expect([one, made.equals(expected[place] as Buffer)]).toEqual([one, true]);
    }
  });

  test("holds in text the numbers that it holds in bytes", async () => {
    await picture().png().toFile(join(folder.path, "text.png"));
    for (const layout of ["nchw", "nhwc"] as const) {
      const tensor = { layout, datatype: "FP32", ...IMAGENET } as const;
      const bytes = (await tensorOf("text.png", tensor)) as Buffer;
      const text = ((await tensorOf("text.png", { ...tensor, form: "text" })) as Buffer).toString();
      const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      expect(Float32Array.from(JSON.parse(`[${text}]`) as number[])).toEqual(
        Float32Array.from(numbers),
      );
    }
    const whole = (await tensorOf("text.png", { form: "text" })) as Buffer;
    expect(JSON.parse(`[${whole.toString()}]`)).toEqual([
      ...((await tensorOf("text.png", {})) as Buffer),
    ]);
  });

  test("shows an image upright that a camera has turned, in the size that it has then", async () => {
    const turned = await picture(HEIGHT, WIDTH).rotate(90).toBuffer({ resolveWithObject: true });
    expect(turned.info).toMatchObject({ width: WIDTH, height: HEIGHT });
    const upright = await samplesOf(
      await sharp(turned.data, { raw: turned.info }).png().toBuffer(),
    );
    const lying = await picture(HEIGHT, WIDTH).withMetadata({ orientation: 6 }).png().toBuffer();
    expect(await samplesOf(lying)).toEqual(upright);
  });

  test("has 8 bits and three channels also of an image of 16 bits, in gray, and of both", async () => {
    const plain = await samplesOf(await picture().png().toBuffer());
    const deep = await picture().toColourspace("rgb16").png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe("ushort");
    expect(distance(await samplesOf(deep), plain)).toBeLessThanOrEqual(1);
    const gray = await picture().toColourspace("b-w").png().toBuffer();
    expect((await sharp(gray).metadata()).channels).toBe(1);
    const samples = await samplesOf(gray);
    expect(samples).toHaveLength(plain.length);
    expect(samples.filter((_, place) => place % 3 === 0)).toEqual(
      samples.filter((_, place) => place % 3 === 2),
    );
    const deepGray = await picture().toColourspace("grey16").png().toBuffer();
    expect(await sharp(deepGray).metadata()).toMatchObject({ depth: "ushort", channels: 1 });
    expect(distance(await samplesOf(deepGray), samples)).toBeLessThanOrEqual(1);
  });

  test("has the colors of a CMYK image, and black where an image is transparent", async () => {
    const background = { r: 150, g: 120, b: 100 };
    const flat = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background } });
    const cmyk = await flat.toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(cmyk).metadata()).channels).toBe(4);
    const [red, green, blue] = (await samplesOf(cmyk)) as [number, number, number];
    expect(distance([red, green, blue], [150, 120, 100])).toBeLessThanOrEqual(10);
    const half = { ...background, alpha: 0.5 };
    const sheer = sharp({
      create: { width: WIDTH, height: HEIGHT, channels: 4, background: half },
    });
    for (const size of [PLAIN.size, { width: 8, height: 8 }]) {
      const samples = await samplesOf(await sheer.clone().png().toBuffer(), { size });
      expect(samples).toHaveLength(3 * size.width * size.height);
      expect(distance(samples.slice(0, 3), [75, 60, 50])).toBeLessThanOrEqual(1);
    }
  });

  test("reports an image that cannot be decoded, in one line, and gives its buffers back", async () => {
    const image = await picture().png().toBuffer();
    image.writeUInt32BE(WIDTH - 1, 16);
    await writeFile(join(folder.path, "broken.png"), image);
    await writeFile(join(folder.path, "none.bmp"), "BM no image");
    for (const name of ["broken.png", "none.bmp"])
      expect(await tensorOf(name, {})).toEqual({
        readFault: "unreadable",
        reason: expect.stringMatching(/^the image cannot be decoded: [^\n]+$/u),
      });
    expect(await tensorOf("missing.png", {})).toMatchObject({ readFault: "unreadable" });
  });
});

describe("an image of another shape than its tensor", () => {
  /** Four stripes of flat color, each of a quarter of the width. */
  async function stripes(): Promise<Buffer> {
    const colors = [RED, GREEN, BLUE, WHITE];
    const samples = Array.from(
      { length: 100 * 200 },
      (_, place) => colors[Math.floor((place % 200) / 50)],
    );
    const raw = { width: 200, height: 100, channels: 3 } as const;
    return await sharp(Buffer.from(samples.flat() as number[]), { raw })
      .png()
      .toBuffer();
  }
  const [RED, GREEN, BLUE, WHITE] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ];
  const BAR = [114, 114, 114];

  /** The pixels at these places of a tensor of 64x64. */
  async function pixelsAt(fit: PixelTensor["fit"], places: readonly (readonly [number, number])[]) {
    const samples = await samplesOf(await stripes(), { fit, size: { width: 64, height: 64 } });
    return places.map(([x, y]) => samples.slice(3 * (64 * y + x), 3 * (64 * y + x) + 3));
  }

  test("is stretched", async () => {
    const places = [
      [2, 1],
      [24, 62],
      [40, 1],
      [61, 62],
    ] as const;
    expect(await pixelsAt("stretch", places)).toEqual([RED, GREEN, BLUE, WHITE]);
  });

  test("lies whole between gray bars", async () => {
    const rows = [
      [2, 15],
      [2, 16],
      [61, 47],
      [61, 48],
      [24, 32],
      [40, 32],
    ] as const;
    expect(await pixelsAt("letterbox", rows)).toEqual([BAR, RED, WHITE, BAR, GREEN, BLUE]);
  });

  test("loses what is too much on both sides", async () => {
    const places = [
      [1, 1],
      [29, 62],
      [34, 1],
      [62, 62],
    ] as const;
    expect(await pixelsAt("crop", places)).toEqual([GREEN, GREEN, BLUE, BLUE]);
  });

  test("is the mean of its pixels where it shrinks, and lies where it lay", async () => {
    const width = 128;
    const ramp = Buffer.from(
      Array.from({ length: width * 64 * 3 }, (_, at) => Math.floor(at / 3) % width),
    );
    const image = await sharp(ramp, { raw: { width, height: 64, channels: 3 } })
      .png()
      .toBuffer();
    const samples = await samplesOf(image, { size: { width: 32, height: 16 } });
    const row = samples.slice(3 * 32 * 8, 3 * 32 * 9).filter((_, place) => place % 3 === 0);
    const means = Array.from({ length: 32 }, (_, place) => place * 4 + 1.5);
    expect(distance(row.slice(2, -2), means.slice(2, -2))).toBeLessThanOrEqual(1);
  });
});
