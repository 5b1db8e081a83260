import { expect, test } from "vitest";
import { terminalText } from "../../../src/cli/format/print.ts";
import { escapeControlChars, printableJson } from "../../../src/core/text/escape-control-chars.ts";

test.each([
  ["a\u001b[2J", String.raw`a\u001b[2J`],
  ["\u001b]0;title\u0007", String.raw`\u001b]0;title\u0007`],
  ["\u009b31m\u0085", String.raw`\u009b31m\u0085`],
  ["two\r\nlines\tand", String.raw`two\r\nlines\tand`],
  ["del\u007f", String.raw`del\u007f`],
  ["\u2028\u2029", String.raw`\u2028\u2029`],
  ["gpj.\u202etxt\u202c", String.raw`gpj.\u202etxt\u202c`],
  ["\u202a\u202b\u202d", String.raw`\u202a\u202b\u202d`],
  ["\u2066\u2067\u2068\u2069", String.raw`\u2066\u2067\u2068\u2069`],
  ["\u200e\u200f\u061c", String.raw`\u200e\u200f\u061c`],
  ["\ufeff", String.raw`\ufeff`],
])("a control character in %j is shown by its code", (text, shown) => {
  expect(escapeControlChars(text)).toBe(shown);
  expect(terminalText(text).replaceAll("\n", String.raw`\n`)).toBe(shown);
});

test("a letter of any language, an emoji or an accent stays as it is", () => {
  const text = "été e\u0301 日本 שלום مرحبا 👩‍👩‍👧 …";
  expect(escapeControlChars(text)).toBe(text);
});

test("JSON with control characters escaped means the same", () => {
  const value = { name: "a\u001b\u009b\u202e\u2028\u007f\n", count: 1 };
  const text = printableJson(value);
  expect(text).toMatch(/^[ -~]+$/u);
  expect(JSON.parse(text)).toEqual(value);
});

test("text for a terminal keeps its lines and our colors", () => {
  expect(terminalText("\u001b[31mred\u001b[39m\nb\u001b[2K")).toBe(
    `\u001b[31mred\u001b[39m\n${String.raw`b\u001b[2K`}`,
  );
});
