import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapWords } from "../../../src/cli/tune/wrap-words.ts";

test("lines are broken between words, and no word is lost", () => {
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
