import fc from "fast-check";
import { expect, test } from "vitest";
import { frameIndexOf, frameNamePattern } from "../../src/slicer/frame-name.ts";

test("the name that ffmpeg makes of an index gives the index back, however long the video", () => {
  const extension = fc.constantFrom("jpg", "png", "webp");
  const index = fc.oneof(fc.nat(), fc.constantFrom(0, 99_999_999, 100_000_000, 4_000_000_000));
  fc.assert(
    fc.property(index, extension, (number, ending) => {
      const name = frameNamePattern(ending).replace("%08d", String(number).padStart(8, "0"));
      expect(frameIndexOf(name)).toBe(number);
    }),
  );
});

test.each([
  "frame_0000001.jpg",
  "frame_00000001.jpg.tmp",
  "frame_00000001.jpeg",
  "frame_00000001.JPG",
  "frame_-0000001.jpg",
  "frame_0000000x.jpg",
  "my frame_00000001.jpg",
  "frame_00000001.jpg\n",
  "",
])("the name %j is none of a frame of ours", (name) => {
  expect(frameIndexOf(name)).toBeNull();
});
