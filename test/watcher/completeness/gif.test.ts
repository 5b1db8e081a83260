import sharp, { type OutputInfo } from "sharp";
import { describe, expect, test } from "vitest";
import { reserved, spread } from "./half-written.ts";
import { itTellsWhetherAnImageIsWhole } from "./completeness-contract.ts";
import { ffmpegImage, flatPicture, picture, pixels } from "../../support/frames/pictures.ts";
import { stateOf, verdictOn } from "./verdict.ts";

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

  const end = (bytes: string) => Buffer.from(bytes, "latin1");
  test.each([
    ["nothing", end("")],
    ["a zero", end("\0")],
    ["three zeros before it", end("\0\0\0;")],
    ["what begins no block", end("\x99\x01\x02;")],
    ["some text", end("hello world")],
  ])("that has %s in place of its end mark can be read, should nobody go on", async (_, bytes) => {
    const image = await picture(20, 15).gif().toBuffer();
    const damaged = Buffer.concat([image.subarray(0, -1), bytes]);
    expect(verdictOn(damaged)).toMatchObject({ state: "growing", isReadable: true });
    await expect(decoded(damaged)).resolves.toMatchObject({ width: 20, height: 15 });
  });

  test("that moves can be read wherever it is cut behind its first picture, and nowhere else", async () => {
    const image = await animated();
    const wrong: number[] = [];
    let readableCount = 0;
    for (let length = 1; length < image.length; length += 13) {
      const cut = image.subarray(0, length);
      const isReadable = isReadableGif(cut);
      readableCount += Number(isReadable);
      const isDecoded = await decoded(cut).then(
        () => true,
        () => false,
      );
      if (isDecoded !== isReadable) wrong.push(length);
    }
    expect(wrong).toEqual([]);
    expect(readableCount).toBeGreaterThan(100);
  });

  test("in reserved space is not taken for a damaged one while more than its end is missing", async () => {
    const image = await animated();
    const wrong = spread(0, image.length - 10, 400).filter((written) =>
      isReadableGif(reserved(image, written)),
    );
    expect(wrong).toEqual([]);
  });
});

function isReadableGif(bytes: Buffer): boolean {
  const verdict = verdictOn(bytes);
  return verdict.state === "growing" && verdict.isReadable === true;
}

/** What a decoder makes of it. */
async function decoded(bytes: Buffer): Promise<OutputInfo> {
  const image = sharp(bytes, { failOn: "error" }).raw();
  return (await image.toBuffer({ resolveWithObject: true })).info;
}
