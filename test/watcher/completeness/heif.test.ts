import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { imageTypeOf } from "../../../src/core/image/image-type.ts";
import { itTellsWhetherAnImageIsWhole } from "./completeness-contract.ts";
import { ffmpegImage, picture } from "../../support/frames/pictures.ts";
import { stateOf } from "./verdict.ts";

const small = () => picture(64, 48).avif({ effort: 0 }).toBuffer();

/** The same boxes under the brand of another coding, of which neither decoder nor bytes matter here. */
async function branded(brand: string): Promise<Buffer> {
  const image = await small();
  image.write(brand, 8, "latin1");
  return image;
}

/** Four pictures in one file, by ffmpeg. */
const moving = () =>
  ffmpegImage("frame.avif", "-r", "4", "-frames:v", "4", "-c:v", "libaom-av1", "-cpu-used", "8");

describe("an AVIF or HEIC", () => {
  itTellsWhetherAnImageIsWhole({
    hasEndMark: false,
    images: {
      "a small AVIF": small,
      "a large AVIF": () => picture(640, 480).avif({ effort: 0, quality: 80 }).toBuffer(),
      "an AVIF with transparency": () => picture(64, 48, 4).avif({ effort: 0 }).toBuffer(),
      "an AVIF with Exif data": () =>
        picture(64, 48)
          .withExif({ IFD0: { Copyright: "frameferry" } })
          .avif({ effort: 0 })
          .toBuffer(),
      "a moving AVIF by ffmpeg": moving,
      "the boxes of a HEIC": () => branded("heic"),
      "the boxes of a HEIF": () => branded("mif1"),
    },
  });

  test("really is one, and decodes", async () => {
    expect(await sharp(await small()).metadata()).toMatchObject({ format: "heif", width: 64 });
    expect(imageTypeOf(await branded("heic"))).toBe("image/heic");
    expect((await moving()).toString("latin1")).toContain("moov");
  });

  test("followed by other bytes is whole", async () => {
    expect(stateOf(Buffer.concat([await small(), Buffer.from("trailer")]))).toBe("whole");
  });

  test("whose last box goes on to the end of the file is left to time", async () => {
    const image = await small();
    image.writeUInt32BE(0, image.indexOf("mdat") - 4);
    expect(stateOf(image)).toBe("endless");
  });

  test("is not every file of such boxes", async () => {
    expect(stateOf(await branded("isom"))).not.toBe("growing");
    const video = await ffmpegImage("video.mp4", "-c:v", "libx264");
    expect(stateOf(video.subarray(0, video.length - 10))).toBe("endless");
  });
});
