import { expect, test } from "vitest";
import { formatBytes } from "../../../src/core/text/format-bytes.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [1_540_000, "1.5 MB"],
  [2_000_000_000, "2 GB"],
  [2 ** 30, "1.1 GB"],
  [5e15, "5000 TB"],
])("an amount of %i bytes is written as %s", (byteLength, words) => {
  expect(formatBytes(byteLength)).toBe(words);
});
