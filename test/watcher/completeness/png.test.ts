import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { itTellsWhetherAnImageIsWhole } from "./completeness-contract.ts";
import { ffmpegImage, flatPicture, picture } from "../../support/frames/pictures.ts";
import { stateOf } from "./verdict.ts";

const small = () => picture(20, 15).png().toBuffer();

describe("a PNG", () => {
  itTellsWhetherAnImageIsWhole({
    hasEndMark: true,
    images: {
      "a small one": small,
      "a large one": () => picture(400, 300).png().toBuffer(),
      "one with transparency": () => picture(60, 40, 4).png().toBuffer(),
      "one with a palette": () => picture(60, 40).png({ palette: true }).toBuffer(),
      "an interlaced one": () => picture(60, 40).png({ progressive: true }).toBuffer(),
      "one of 16 bits": () => picture(60, 40).toColourspace("rgb16").png().toBuffer(),
      "one without compression": () => picture(60, 40).png({ compressionLevel: 0 }).toBuffer(),
      "a black one without compression": () =>
        flatPicture(100, 80).png({ compressionLevel: 0 }).toBuffer(),
      "a flat one": () => flatPicture(1280, 720).png().toBuffer(),
      "one by ffmpeg": () => ffmpegImage("frame.png"),
      "a moving one": () => ffmpegImage("frame.apng", "-c:v", "apng", "-f", "apng"),
      "one of many chunks": () => ffmpegImage("frame.png", "-s", "640x480"),
    },
  });

  test("followed by other bytes is whole", async () => {
    const image = await picture(400, 300).png().toBuffer();
    expect(stateOf(Buffer.concat([image, Buffer.from("\n")]))).toBe("whole");
    expect(stateOf(Buffer.concat([image, Buffer.alloc(10_000)]))).toBe("whole");
  });

  test("whose end mark is damaged is not whole", async () => {
    const image = await small();
    image[image.length - 1] = 0;
    expect(stateOf(image)).toBe("growing");
  });

  test("with zeros of its own is whole by its check sums, and not with one of them wrong", async () => {
    const image = await flatPicture(400, 300).png({ compressionLevel: 0 }).toBuffer();
    expect(image.includes(Buffer.alloc(4096))).toBe(true);
    expect(stateOf(image)).toBe("whole");
    image[image.length - 40] = 1;
    expect(stateOf(image)).toBe("growing");
    await expect(sharp(image).raw().toBuffer()).rejects.toThrow(/./);
  });
});
