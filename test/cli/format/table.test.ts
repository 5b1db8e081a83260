import { expect, test } from "vitest";
import { tableLines } from "../../../src/cli/format/table.ts";

const COLUMNS = [{ title: "FRAME" }, { title: "TRIES", isNumber: true }, { title: "REASON" }];

test("the columns of a table line up by the columns of a terminal, not by characters", () => {
  expect(
    tableLines(COLUMNS, [
      ["日本.jpg", "1", "no"],
      ["e\u0301te\u0301.jpg", "10", "no"],
      ["👩‍👩‍👧.jpg", "3", "no"],
    ]),
  ).toEqual([
    "FRAME     TRIES  REASON",
    "日本.jpg      1  no",
    "e\u0301te\u0301.jpg      10  no",
    "👩‍👩‍👧.jpg        3  no",
  ]);
});

test("the cells of a table are escaped before they are measured", () => {
  const lines = tableLines(COLUMNS, [
    ["a\u001b[2J\u202e.jpg", "1", "two\nlines"],
    ["b.jpg", "1", "one"],
  ]);
  expect(lines[1]).toBe(String.raw`a\u001b[2J\u202e.jpg      1  two\nlines`);
  expect(lines[2]?.indexOf("one")).toBe(lines[1]?.indexOf("two"));
});

test("the reason in a table that does not fit is wrapped below its title", () => {
  expect(tableLines(COLUMNS, [["a.jpg", "1", "the service said that it is too busy"]], 40)).toEqual(
    ["FRAME  TRIES  REASON", "a.jpg      1  the service said that it", "              is too busy"],
  );
});

test("the lines of a table are broken where a terminal is too narrow", () => {
  expect(tableLines(COLUMNS, [["a.jpg", "1", "the service said no"]], 30)).toEqual([
    "FRAME  TRIES  REASON",
    "a.jpg      1  the service said no",
  ]);
});
