import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { examineImage } from "../../../src/watcher/completeness/examine-image.ts";
import { codedData, twoPictures } from "./jpeg-parts.ts";
import { madeBmp } from "./made-bmp.ts";
import { madeTiff } from "./made-tiff.ts";
import { picture, pixels } from "../../support/frames/pictures.ts";
import { sourceOf, stateOf, verdictOn } from "./verdict.ts";

describe("a file of no known format", () => {
  test.each([
    ["a portable bitmap", Buffer.from("P4\n8 8\n\0\0\0\0\0\0\0\0")],
    ["a DICOM, which begins with zeros", Buffer.concat([Buffer.alloc(128), Buffer.from("DICM")])],
    ["an icon", Buffer.from("\0\0\x01\0\x01\0\x10\x10\0\0\x01\0", "latin1")],
  ])("such as %s is left to time", (_, bytes) => {
    expect(verdictOn(bytes)).toEqual({ state: "endless" });
  });
});

test.each([
  ["a text", Buffer.from("no image at all")],
  ["a video", Buffer.from("\0\0\0\x14ftypisom\0\0\x02\0isom", "latin1")],
  ["an archive", Buffer.from("PK\x03\x04", "latin1")],
  ["a sound file", Buffer.from("RIFF\x24\0\0\0WAVEfmt ", "latin1")],
])(
  "a file that is certainly no image, such as %s, is left to time and called what it is",
  (_, bytes) => {
    expect(verdictOn(bytes)).toEqual({
      state: "endless",
      otherKind: expect.stringMatching(/^it is an? .*, not an image$/u),
    });
  },
);

describe("a file that has hardly begun", () => {
  test("without a byte is growing", () => {
    expect(verdictOn(Buffer.alloc(0))).toEqual({ state: "growing", reason: "the file is empty" });
  });

  test.each([1, 10, 4096, 100_000])("of %i zeros is growing", (byteLength) => {
    expect(verdictOn(Buffer.alloc(byteLength))).toEqual({
      state: "growing",
      reason: "the file's first bytes are not written yet",
    });
  });

  test("whose last block came first is growing", () => {
    const bytes = Buffer.concat([Buffer.alloc(8192), codedData(4096)]);
    expect(stateOf(bytes)).toBe("growing");
  });
});

describe("the look at a file ends in a verdict, whatever it holds:", () => {
  const signatures = [
    "\xff\xd8\xff",
    "\x89PNG\r\n\x1a\n",
    "RIFF\xff\0\0\0WEBPVP8 ",
    "BM",
    "GIF89a",
    "II*\0\b\0\0\0",
    "MM\0+\0\b\0\0\0\0\0\0\0\0\0\x10",
    "II+\0",
    "\0\0\0\x14ftypheic\0\0\0\0mif1",
    "\0\0\0\x10ftypavif\0\0\0\0\0\0\0\xffmeta\0\0\0\0\0\0\0\x40iloc\x02",
    "\xff\xd8\xff\xe2\0\x40MPF\0II*\0\b\0\0\0",
  ];
  const heads = fc.constantFrom("", ...signatures).map((head) => Buffer.from(head, "latin1"));
  const telling = fc.constantFrom(0, 1, 8, 0x21, 0x2c, 0x3b, 0xc4, 0xd8, 0xd9, 0xda, 0xe2, 0xff);
  const bodies = fc.array(fc.oneof(telling, fc.integer({ min: 0, max: 255 })), { maxLength: 600 });
  const isVerdict = (bytes: Buffer) => ["whole", "growing", "endless"].includes(stateOf(bytes));

  test("arbitrary bytes", () => {
    fc.assert(
      fc.property(heads, bodies, (head, body) => {
        expect(isVerdict(Buffer.concat([head, Buffer.from(body)]))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test("images with some bytes changed, and files that shrink while they are looked at", async () => {
    const images = [
      await picture(40, 30).jpeg().toBuffer(),
      twoPictures(await picture(8, 8).jpeg().toBuffer(), await picture(8, 8).jpeg().toBuffer()),
      await picture(40, 30).png().toBuffer(),
      await picture(40, 30).webp().toBuffer(),
      await picture(40, 30).gif().toBuffer(),
      await picture(40, 30).avif({ effort: 0 }).toBuffer(),
      madeBmp({ bitCount: 24 }),
      madeTiff({ strips: [pixels(64, 3, 1), pixels(64, 3, 1)] }),
      madeTiff({ strips: [pixels(64, 3, 1)], isBig: true, isDirectoryFirst: true }),
    ];
    const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(telling, fc.nat(255))), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...images), changes, fc.nat(), (image, changed, lost) => {
        const bytes = Buffer.from(image);
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        expect(isVerdict(bytes)).toBe(true);
        const shrunken = sourceOf(bytes.subarray(0, lost % bytes.length));
        const verdict = examineImage({ ...shrunken, byteLength: bytes.length });
        expect(["whole", "growing", "endless"]).toContain(verdict.state);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("the work on a hostile file grows with its size and no faster", () => {
  const size = 2_000_000;
  const repeated = (head: string, unit: string) => {
    const start = Buffer.from(head, "latin1");
    return Buffer.concat([start, Buffer.alloc(size - start.length, Buffer.from(unit, "latin1"))]);
  };
  const emptyList = "\xff\xe2\0\x1eMPF\0II*\0\b\0\0\0\x01\0\x02\xb0\x07\0\0\xff\0\0\0\0\0\0";

  test.each([
    ["markers without data", "growing", repeated("\xff\xd8", "\xff\xd8")],
    ["fill bytes", "growing", repeated("\xff\xd8", "\xff")],
    ["restart markers", "growing", repeated("\xff\xd8\xff\xda\0\x02", "\xff\xd0")],
    ["empty tables", "growing", repeated("\xff\xd8", "\xff\xc4\0\x02")],
    ["lists of pictures", "growing", repeated("\xff\xd8", emptyList)],
    ["empty PNG chunks", "growing", repeated("\x89PNG\r\n\x1a\n", "\0\0\0\0tEXt\0\0\0\0")],
    ["empty WebP chunks", "growing", repeated("RIFF\x74\x84\x1e\0WEBP", "VP8 \0\0\0\0")],
    ["empty GIF extensions", "growing", repeated("GIF89a\0\0\0\0\0\0\0", "!\xff\0")],
    ["empty boxes", "growing", repeated("\0\0\0\x10ftypavif\0\0\0\0", "\0\0\0\bfree")],
    ["TIFF directories that share their lists", "endless", directoriesWithSharedLists(size)],
  ])("with %s", (_, state, bytes) => {
    const source = sourceOf(bytes);
    expect(examineImage(source).state).toBe(state);
    expect(source.count.bytes).toBeLessThan(2 * size);
    expect(source.count.reads).toBeLessThan(size / 1000);
  });
});

/** Fifty thousand directories, each naming the same 50,000 strips. */
function directoriesWithSharedLists(byteLength: number): Buffer {
  const bytes = Buffer.alloc(byteLength);
  bytes.write("II*\0\b\0\0\0", "latin1");
  const listsAt = byteLength - 400_000;
  for (let at = listsAt; at < byteLength; at += 4) bytes.writeUInt32LE(64, at);
  for (let at = 8; at + 60 < listsAt; at += 30) {
    bytes.writeUInt16LE(2, at);
    for (const [index, tag] of [273, 279].entries()) {
      bytes.writeUInt32LE(0x0004_0000 + tag, at + 2 + 12 * index);
      bytes.writeUInt32LE(50_000, at + 6 + 12 * index);
      bytes.writeUInt32LE(listsAt + 200_000 * index, at + 10 + 12 * index);
    }
    bytes.writeUInt32LE(at + 30, at + 26);
  }
  return bytes;
}
