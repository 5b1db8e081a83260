import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { itTellsWhetherAnImageIsWhole } from "./completeness-contract.ts";
import { ffmpegImage, flatPicture, picture, pixels } from "./pictures.ts";
import { stateOf } from "./verdict.ts";

function animated(): Promise<Buffer> {
  const raw = { width: 32, height: 24 * 4, channels: 3, pageHeight: 24 } as const;
  return sharp(pixels(32, 96, 3), { raw })
    .gif({ loop: 0, delay: [10, 10, 10, 10] })
    .toBuffer();
}

describe("a GIF", () => {
  itTellsWhetherAnImageIsWhole({
    hasEndMark: true,
    images: {
      "a small one": () => picture(20, 15).gif().toBuffer(),
      "a large one": () => picture(300, 200).gif().toBuffer(),
      "a flat one": () => flatPicture(300, 200).gif().toBuffer(),
      "a moving one": animated,
      "one by ffmpeg": () => ffmpegImage("frame.gif"),
      "a moving one by ffmpeg": () => ffmpegImage("frame.gif", "-r", "4", "-frames:v", "4"),
    },
  });

  test("followed by other bytes is whole", async () => {
    const image = await picture(20, 15).gif().toBuffer();
    expect(stateOf(Buffer.concat([image, Buffer.from("\r\n\0")]))).toBe("whole");
  });
});
