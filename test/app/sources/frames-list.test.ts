import { describe, expect, test } from "vitest";
import { framesOfList } from "../../../src/app/sources/frames-list.ts";

const read = (text: string) => framesOfList(text, "wanted.txt");

describe("a list of frames", () => {
  test("has indexes, in any order and each once", () => {
    const text = "\u{FEFF}# of the left camera\r\n42\r\n\r\n7 # the cat\r\n42\r\n";
    expect(read(text)).toEqual({ kind: "indexes", indexes: [7, 42] });
  });

  test("or times, as they are typed", () => {
    const text = "00:01:00\n12.5s\n1m30s\n  00:00:12.5\n500ms";
    expect(read(text)).toEqual({ kind: "times", seconds: [0.5, 12.5, 60, 90] });
  });

  test.each([
    ["7\nabc\n", "wanted.txt, line 2: abc is neither a time nor the index of a frame"],
    [
      "# times\n12.5\n",
      "wanted.txt, line 2: 12.5 is neither a time nor the index of a frame; did you mean 12.5s?",
    ],
    ["-1", "line 1: -1 is neither"],
    ["1e3", "line 1: 1e3 is neither"],
    ["99999999999", "line 1: 99999999999 is neither"],
    ["7,8", "line 1: 7,8 is neither"],
    ["7\n\n8\n9s", "wanted.txt, line 4: 9s is a time, and 7 in line 1 is an index"],
    ["1m\n8", "wanted.txt, line 2: 8 is an index, and 1m in line 1 is a time"],
    ["# nothing\n\n", "wanted.txt names no frame"],
    ["", "wanted.txt names no frame"],
  ])("says what is wrong in which line: %j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test("may name 100,000 frames and no more", () => {
    const lines = (count: number) => Array.from({ length: count }, (_, at) => at).join("\n");
    expect(read(lines(100_000))).toMatchObject({ kind: "indexes" });
    expect(() => read(lines(100_001))).toThrow("100001 frames, and a list may have 100000");
  });
});
