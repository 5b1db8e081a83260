import { describe, expect, test } from "vitest";
import { itTellsWhetherAnImageIsWhole } from "./completeness-contract.ts";
import { madeBmp } from "./made-bmp.ts";
import { ffmpegImage } from "../../support/frames/pictures.ts";
import { stateOf } from "./verdict.ts";

const runLengths = Buffer.from("0a0b".repeat(700).concat("0001"), "hex");

describe("a BMP", () => {
  itTellsWhetherAnImageIsWhole({
    hasEndMark: false,
    images: {
      "one of 1 bit": () => madeBmp({ bitCount: 1 }),
      "one of 4 bits": () => madeBmp({ bitCount: 4 }),
      "one of 8 bits": () => madeBmp({ bitCount: 8 }),
      "one of 16 bits": () => madeBmp({ bitCount: 16 }),
      "one of 24 bits": () => madeBmp({ bitCount: 24 }),
      "one of 32 bits": () => madeBmp({ bitCount: 32, width: 200, height: 150 }),
      "one with its rows from the top": () => madeBmp({ bitCount: 24, height: -40 }),
      "one of OS/2": () => madeBmp({ bitCount: 24, headerBytes: 12 }),
      "a tiny one of OS/2": () => madeBmp({ bitCount: 24, headerBytes: 12, width: 1, height: 1 }),
      "one with a palette of OS/2": () => madeBmp({ bitCount: 8, headerBytes: 12 }),
      "one with a header of version 5": () => madeBmp({ bitCount: 32, headerBytes: 124 }),
      "one of run lengths": () => madeBmp({ bitCount: 8, compressed: [1, runLengths] }),
      "one by ffmpeg": () => ffmpegImage("frame.bmp"),
      "one of 32 bits by ffmpeg": () => ffmpegImage("frame.bmp", "-pix_fmt", "bgra"),
      "one of 16 bits by ffmpeg": () => ffmpegImage("frame.bmp", "-pix_fmt", "rgb565le"),
      "a gray one by ffmpeg": () => ffmpegImage("frame.bmp", "-pix_fmt", "gray"),
    },
  });

  test("that is black looks like reserved space, so that time decides", () => {
    const image = madeBmp({ bitCount: 24, isBlack: true });
    expect(stateOf(image)).toBe("endless");
    expect(stateOf(image.subarray(0, -1))).toBe("growing");
  });

  test("followed by other bytes is whole", () => {
    const image = madeBmp({ bitCount: 24 });
    expect(stateOf(Buffer.concat([image, Buffer.alloc(10)]))).toBe("whole");
  });

  test("is not every text that begins with its letters", () => {
    expect(stateOf(Buffer.from("BMP files are described in this text."))).toBe("endless");
  });
});
