import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { manualPages } from "../../scripts/setup/manual-page.mjs";
import { pageText } from "../../scripts/setup/page-text.mjs";
import { TOPICS } from "../../src/cli/help/topics.ts";
import { EXIT_CODE_MEANINGS } from "../../src/cli/process/exit-codes.ts";
import { createProgram } from "../../src/cli/program.ts";

const source = fileURLToPath(new URL("../../src/", import.meta.url));
const program = createProgram([], () => {});
const facts = { version: "1.2.3", exitCodes: EXIT_CODE_MEANINGS, topics: TOPICS };
const pages = manualPages(program, facts);

/** A manual page as a terminal of 80 columns shows it, and what the formatter has to say of its source. */
function formatted(page: string): { readonly text: string; readonly complaints: string } {
  const words = ["-man", "-Tutf8", "-ww", "-P-c", "-rHY=0", "-rLL=78n"];
  const { stdout, stderr, error } = spawnSync("groff", words, { input: page, encoding: "utf8" });
  if (error !== undefined) throw error;
  return { text: stdout.replaceAll(/.[\b]/gu, ""), complaints: stderr };
}

const hasGroff = spawnSync("groff", ["--version"]).error === undefined;

describe("manual pages", () => {
  test("are there for the program and for each command", () => {
    const names = program.commands.map((command) => `frameferry-${command.name()}.1`);
    expect([...pages.keys()]).toEqual(["frameferry.1", ...names]);
    const manifest = readFileSync(`${source}../package.json`, "utf8");
    const { man } = JSON.parse(manifest) as { readonly man: readonly string[] };
    // npm links only what is named there.
    expect(man.toSorted()).toEqual([...pages.keys()].map((name) => `dist/man/${name}`).toSorted());
  });

  test.skipIf(!hasGroff)("are understood by man, and name every option", () => {
    for (const command of program.commands) {
      const { text, complaints } = formatted(pages.get(`frameferry-${command.name()}.1`) ?? "");
      expect([command.name(), complaints]).toEqual([command.name(), ""]);
      for (const { long } of command.options) expect(text).toContain(long);
    }
  });

  test.skipIf(!hasGroff)("say what the help says: dashes, quotes and backslashes stay", () => {
    const { text } = formatted(pages.get("frameferry-run.1") ?? "");
    expect(text.replaceAll(/\s+/gu, " ")).toContain("add a JSON line per frame to this file");
    expect(text).toContain("frameferry run a.mp4 'clips/*.mp4' --to http://...");
    expect(text).toMatch(/^EXIT STATUS\n +0 +every +frame +was +delivered/mu);
    expect(text).toContain("frameferry 1.2.3");
  });
});

describe("a page as text", () => {
  test("has links by their words, lists, tables as paragraphs, and code as it is", () => {
    const markdown = [
      "# Title",
      "",
      "A [word](other.md) and [a site](https://example.org) with `code`,",
      "and *more*.",
      "",
      "## Part",
      "",
      "1. one",
      "2. two",
      "",
      "| option | meaning |",
      "| --- | --- |",
      "| `--a` | first |",
      "",
      "```sh",
      "run --it",
      "```",
    ];
    expect(pageText(markdown.join("\n"))).toBe(
      [
        "TITLE",
        "",
        "A word and a site (https://example.org) with `code`, and more.",
        "",
        "Part",
        "====",
        "",
        "1. one",
        "2. two",
        "",
        "`--a`",
        "    first",
        "",
        "    run --it",
        "",
      ].join("\n"),
    );
  });

  test.each(TOPICS)(
    "is made of $page without a trace of Markdown or a line too wide",
    ({ page }) => {
      const text = pageText(readFileSync(source + page, "utf8"));
      const prose = text.split("\n").filter((line) => !line.startsWith("    "));
      // What is wider is one word: an address, or code.
      for (const line of prose.filter(({ length }) => length > 80))
        expect(line.trim().split(" ").length).toBeLessThan(4);
      expect(prose.join("\n")).not.toMatch(/\]\([\w./#-]+\)|^\|/mu);
    },
  );
});
