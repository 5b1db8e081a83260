import fc from "fast-check";
import { expect, test } from "vitest";
import {
  columnsOf,
  cut,
  padEnd,
  padStart,
  wrapWords,
} from "../../../src/cli/format/text-columns.ts";

test("text is broken between words, and no word is lost", () => {
  expect(wrapWords("more only wait in line", 10)).toEqual(["more only", "wait in", "line"]);
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/u), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(words, fc.integer({ min: 12, max: 40 }), (given, width) => {
      const lines = wrapWords(given.join(" "), width);
      expect(lines.join(" ")).toBe(given.join(" "));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});

/** One character that takes two columns, one with a combining accent, and an emoji of several. */
const WIDE = "日本";
const ACCENT = "e\u0301te\u0301";
const FAMILY = "👩‍👩‍👧";

test.each([
  [WIDE, 4],
  [ACCENT, 3],
  [FAMILY, 2],
  ["\u001b[31mred\u001b[39m", 3],
])("text such as %s takes %i columns, and is filled up to more", (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
  expect(padEnd(text, 6)).toBe(text + " ".repeat(6 - columns));
  expect(padStart(text, 6)).toBe(" ".repeat(6 - columns) + text);
  expect(padEnd(text, 1)).toBe(text);
});

test("text is cut to its columns, never in the middle of a character", () => {
  expect(cut("abcdef", 6)).toBe("abcdef");
  expect(cut("abcdef", 4)).toBe("abc…");
  expect(cut("日本語", 6)).toBe("日本語");
  expect(cut("日本語", 5)).toBe("日本…");
  expect(cut("日本語", 4)).toBe("日…");
  expect(cut(`${FAMILY}${FAMILY}`, 3)).toBe(`${FAMILY}…`);
  expect(cut("abc", 0)).toBe("");
});

test("text of wide characters is wrapped by their columns", () => {
  expect(wrapWords("日本 日本 日本", 9)).toEqual(["日本 日本", "日本"]);
});
