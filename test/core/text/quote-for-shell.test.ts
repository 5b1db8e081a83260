import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { quoteForShell } from "../../../src/core/text/quote-for-shell.ts";
import { escapeControlChars } from "../../../src/core/text/escape-control-chars.ts";

test.each([
  "plain-1.jpg",
  "with blank",
  "it's",
  "$HOME `id` \\",
  "a\u001b[2J\n\u202egpj'\\7.jpg",
  "日本\u0085",
])(
  "an argument %j is quoted so that a shell takes it as it is and nothing raw is shown",
  (word) => {
    const quoted = quoteForShell(word);
    expect(escapeControlChars(quoted)).toBe(quoted);
    const said = execFileSync("bash", ["-c", `printf %s ${quoted}`], { encoding: "utf8" });
    expect(said).toBe(word);
  },
);
