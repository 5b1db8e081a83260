import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { itTellsWhetherAnImageIsWhole } from "./completeness-contract.ts";
import { reserved } from "./half-written.ts";
import { ffmpegImage, flatPicture, picture, pixels } from "../../support/frames/pictures.ts";
import { stateOf, verdictOn } from "./verdict.ts";

const large = () => picture(640, 480).webp({ quality: 90 }).toBuffer();

function animated(): Promise<Buffer> {
  const raw = { width: 64, height: 48 * 5, channels: 3, pageHeight: 48 } as const;
  return sharp(pixels(64, 240, 3), { raw })
    .webp({ loop: 0 })
    .toBuffer();
}

describe("a WebP", () => {
  itTellsWhetherAnImageIsWhole({
    hasEndMark: false,
    images: {
      "a small one": () => picture(40, 30).webp().toBuffer(),
      "a large one": large,
      "a lossless one": () => picture(200, 150).webp({ lossless: true }).toBuffer(),
      "one with transparency": () => picture(200, 150, 4).webp().toBuffer(),
      "a lossless one with transparency": () =>
        picture(100, 75, 4).webp({ lossless: true }).toBuffer(),
      "a moving one": animated,
      "one with Exif data and a color profile": () =>
        picture(64, 48)
          .withExif({ IFD0: { Copyright: "frameferry" } })
          .withIccProfile("p3")
          .webp()
          .toBuffer(),
      "one by ffmpeg": () => ffmpegImage("frame.webp"),
    },
  });

  test("that moves really has several pictures", async () => {
    expect((await animated()).toString("latin1").split("ANMF")).toHaveLength(6);
  });

  test("in reserved space is known to be unfinished until little is missing", async () => {
    const image = await large();
    for (let written = 0; written < image.length - 4096; written += 500)
      expect([written, stateOf(reserved(image, written))]).toEqual([written, "growing"]);
  });

  test("that ends in zeros of its own is left to time", async () => {
    const image = await flatPicture(1280, 720).webp().toBuffer();
    expect(image.subarray(-16)).toEqual(Buffer.alloc(16));
    expect(stateOf(image)).toBe("endless");
  });

  test("followed by other bytes is whole", async () => {
    expect(stateOf(Buffer.concat([await large(), Buffer.alloc(100)]))).toBe("whole");
  });

  test("whose length is written last is growing before", async () => {
    const image = await large();
    image.writeUInt32LE(0, 4);
    expect(stateOf(image)).toBe("growing");
  });

  test("is not every RIFF", () => {
    expect(verdictOn(Buffer.from("RIFF\x24\0\0\0WAVEfmt ", "latin1"))).toMatchObject({
      state: "endless",
    });
  });
});
