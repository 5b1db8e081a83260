import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { quoteForShell } from "../../src/core/shell-words.ts";
import { escapeControlChars } from "../../src/core/printable.ts";

test.each([
  "plain-1.jpg",
  "with blank",
  "it's",
  "$HOME `id` \\",
  "a\u001b[2J\n\u202egpj'\\7.jpg",
  "日本\u0085",
])("%j is taken by a shell as it is, and shows nothing raw", (word) => {
  const quoted = quoteForShell(word);
  expect(escapeControlChars(quoted)).toBe(quoted);
  const said = execFileSync("bash", ["-c", `printf %s ${quoted}`], { encoding: "utf8" });
  expect(said).toBe(word);
});
