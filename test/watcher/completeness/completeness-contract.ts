import { beforeAll, describe, expect, test } from "vitest";
import { outOfOrder, reserved, spread } from "./half-written.ts";
import { stateOf } from "./verdict.ts";

/** A format, as the contract needs to know it. */
export interface FormatUnderTest {
  /** Images by what is special about them. */
  readonly images: Readonly<Record<string, () => Buffer | Promise<Buffer>>>;
  /**
   * Whether the format marks its end, so that a file in reserved space is known to be unfinished up
   * to its last byte. Without, its last 16 bytes may be missing unnoticed, and time may have to tell.
   */
  readonly hasEndMark: boolean;
}

const MAX_STATES = 400;
const UNNOTICED_BYTES = 16;
const BLOCK_SIZES = [512, 1000, 4096, 10_000, 65_536];

/** What must hold for every image of every format whose end can be told. */
export function itTellsWhetherAnImageIsWhole({ images, hasEndMark }: FormatUnderTest): void {
  describe.each(Object.entries(images))("%s", (_, make) => {
    let image: Buffer;
    beforeAll(async () => {
      image = await make();
    });

    test("is whole", () => {
      expect(stateOf(image)).toBe("whole");
    });

    test("is growing wherever it is cut", () => {
      const cuts = spread(0, image.length - 1, MAX_STATES);
      const wrong = cuts.filter((length) => stateOf(image.subarray(0, length)) !== "growing");
      expect(wrong).toEqual([]);
    });

    test("is not whole while reserved space is filled from the front", () => {
      const last = image.length - 1 - (hasEndMark ? 0 : UNNOTICED_BYTES);
      const wrong = spread(0, last, MAX_STATES).filter((written) => {
        const bytes = reserved(image, written);
        const state = stateOf(bytes);
        return !bytes.equals(image) && (hasEndMark ? state !== "growing" : state === "whole");
      });
      expect(wrong).toEqual([]);
    });

    test("is not whole while its blocks come out of order", () => {
      const wrong = BLOCK_SIZES.flatMap((size) => outOfOrder(image, size, MAX_STATES))
        .filter(({ bytes }) => !bytes.equals(image) && stateOf(bytes) === "whole")
        .map(({ missing }) => missing);
      expect(wrong).toEqual([]);
    });
  });
}
