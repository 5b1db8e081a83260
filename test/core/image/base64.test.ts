import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Length, writeBase64 } from "../../../src/core/image/base64.ts";

describe("base64 in a buffer", () => {
  test.each([0, 1, 2, 3, 4, 24_575, 24_576, 24_577, 24_578, 49_152, 100_000])(
    "is the standard text of %i bytes",
    (length) => {
      const image = Buffer.from(Array.from({ length }, (_, index) => (index * 7) % 256));
      const target = Buffer.alloc(10 + base64Length(length) + 1, "#");
      const end = writeBase64(image, target, 10);
      expect(end).toBe(10 + base64Length(length));
      expect(target.toString("latin1", 10, end) === image.toString("base64")).toBe(true);
      expect([target.toString("latin1", 0, 10), target.toString("latin1", end)]).toEqual([
        "##########",
        "#",
      ]);
    },
  );

  test("may be written over the image itself when both end at the same place", () => {
    const image = fc.uint8Array({ minLength: 1, maxLength: 60_000, size: "max" });
    fc.assert(
      fc.property(image, (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        const buffer = Buffer.alloc(text.length);
        const start = text.length - bytes.length;
        buffer.set(bytes, start);
        writeBase64(buffer.subarray(start), buffer, 0);
        expect(buffer.toString("latin1") === text).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
