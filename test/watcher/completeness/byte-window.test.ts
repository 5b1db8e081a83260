import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWindow } from "../../../src/watcher/completeness/byte-window.ts";
import { pixels } from "../../support/frames/pictures.ts";
import { sourceOf } from "./verdict.ts";

const bytes = pixels(300, 300, 1);
const offsets = fc.oneof(
  fc.integer({ min: 0, max: bytes.length + 10 }),
  fc.constantFrom(bytes.length - 1, bytes.length, bytes.length + 1),
);

test("the byte window shows the bytes of the file, whatever is asked for in whatever order", () => {
  const requests = fc.array(fc.tuple(offsets, fc.integer({ min: 0, max: 65_536 })));
  fc.assert(
    fc.property(requests, (asked) => {
      const file = new ByteWindow(sourceOf(bytes));
      for (const [offset, length] of asked) {
        expect(file.bytesAt(offset, length).equals(bytes.subarray(offset, offset + length))).toBe(
          true,
        );
        expect(file.byteAt(offset)).toBe(bytes[offset] ?? -1);
        const rest = file.from(offset, 1);
        expect(rest.length > 0).toBe(offset < bytes.length);
        expect(rest.equals(bytes.subarray(offset, offset + rest.length))).toBe(true);
      }
    }),
  );
});

test("the byte window of a walk through a file reads each byte once, in few reads", () => {
  const source = sourceOf(bytes);
  const file = new ByteWindow(source);
  for (let offset = 0; offset < bytes.length; offset += 1) file.byteAt(offset);
  expect(source.count).toEqual({ reads: 4, bytes: bytes.length });
});

test("the byte window of a jump to the end reads the last page once", () => {
  const source = sourceOf(bytes);
  const file = new ByteWindow(source);
  expect(file.byteAt(bytes.length - 1)).toBe(bytes.at(-1));
  expect(file.bytesAt(bytes.length - 4096, 4096)).toEqual(bytes.subarray(-4096));
  expect(source.count).toEqual({ reads: 1, bytes: 4096 });
});
