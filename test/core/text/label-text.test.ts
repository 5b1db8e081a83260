import { expect, test } from "vitest";
import { labelText } from "../../../src/core/text/label-text.ts";

test.each([
  ["cat", "cat"],
  [" a\n b ", "a b"],
  ["", "(no name)"],
  [" \t\n", "(no name)"],
  ["\u001B[31mred", String.raw`\u001b[31mred`],
  ["red\u202Edlo", String.raw`red\u202edlo`],
])("the label %j is shown as %j", (label, text) => {
  expect(labelText(label)).toBe(text);
});
