import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWindow } from "../../../src/watcher/completeness/byte-window.ts";
import { hasUnwrittenPart } from "../../../src/watcher/completeness/unwritten.ts";
import { sourceOf } from "./verdict.ts";

const hasGap = (bytes: Buffer, start: number, end: number, mayHaveHoles = false) =>
  hasUnwrittenPart(new ByteWindow(sourceOf(bytes, mayHaveHoles)), start, end);

/** A file of ones, with zeros from `gapStart` to `gapEnd`. */
function fileWithGap(byteLength: number, gapStart: number, gapEnd: number): Buffer {
  return Buffer.alloc(byteLength, 1).fill(0, gapStart, gapEnd);
}

test("a gap that is left when the last block came first is found, whatever the blocks", () => {
  const files = fc
    .record({
      blockBytes: fc.integer({ min: 512, max: 40_000 }),
      blocks: fc.integer({ min: 3, max: 40 }),
    })
    .chain(({ blockBytes, blocks }) =>
      fc.record({
        blockBytes: fc.constant(blockBytes),
        lastBlock: fc.constant(blocks - 1),
        lastBytes: fc.integer({ min: 1, max: blockBytes }),
        written: fc.integer({ min: 1, max: blocks - 2 }),
        headBytes: fc.integer({ min: 0, max: blockBytes }),
      }),
    );
  fc.assert(
    fc.property(files, ({ blockBytes, lastBlock, lastBytes, written, headBytes }) => {
      const gapEnd = lastBlock * blockBytes;
      const end = gapEnd + lastBytes;
      const bytes = fileWithGap(end, written * blockBytes, gapEnd);
      expect(hasGap(bytes, headBytes, end)).toBe(true);
      expect(hasGap(Buffer.alloc(end, 1), headBytes, end)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test("a hole that the file system admits to is found", () => {
  const gaps = fc.record({
    gapStart: fc.integer({ min: 0, max: 99_000 }),
    gapBytes: fc.integer({ min: 511, max: 1000 }),
  });
  fc.assert(
    fc.property(gaps, ({ gapStart, gapBytes }) => {
      const bytes = fileWithGap(100_000, gapStart, gapStart + gapBytes);
      expect(hasGap(bytes, 0, bytes.length, true)).toBe(true);
    }),
  );
});

test("zeros outside of the picture are no gap", () => {
  const bytes = Buffer.alloc(30_000);
  bytes.fill(1, 10_000, 20_000);
  expect(hasGap(bytes, 10_000, 20_000)).toBe(false);
  expect(hasGap(bytes, 10_000, 20_000, true)).toBe(false);
});

test("a picture of no bytes has no gap", () => {
  expect(hasGap(Buffer.alloc(10), 10, 10)).toBe(false);
});
