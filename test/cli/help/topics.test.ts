import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { TOPICS } from "../../../src/cli/help/topics.ts";
import { BUILT_PROGRAM, whyNoBuiltProgram } from "../../support/program/built-program.ts";
import { startProgram } from "../../support/program/command-run.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { runMain } from "../../support/program/run-main.ts";

const source = fileURLToPath(new URL("../../../src/", import.meta.url));

describe("help about a topic", () => {
  test.skipIf(whyNoBuiltProgram() !== undefined)(
    "prints the page of the documentation as text, from wherever it is called",
    async () => {
      await using folder = await temporaryFolder();
      const exit = await startProgram([...BUILT_PROGRAM, "help", "folders"], folder.path).ended;
      expect([exit.exitCode, exit.stderr]).toEqual([0, ""]);
      expect(exit.stdout).toMatch(/^WATCHING FOLDERS\n\n/u);
      expect(exit.stdout).toContain("    frameferry watch ");
      expect(exit.stdout).not.toMatch(/\]\(|^#|^\|/mu);
    },
  );

  test("is listed by `help topics`, a line each", async () => {
    const { stdout, exitCode } = await runMain("help", "topics");
    expect(exitCode).toBe(0);
    for (const { name, about } of TOPICS)
      expect(stdout).toMatch(new RegExp(`^ {2}${name} +${about}$`, "mu"));
  });

  test("that is none is refused, with what was probably meant", async () => {
    const { stderr, exitCode } = await runMain("help", "camera");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("there is no command and no topic camera");
    expect(stderr).toContain("did you mean cameras?");
  });

  test("leaves the help of a command as it is", async () => {
    const [asked, own] = [await runMain("help", "serve"), await runMain("serve", "--help")];
    expect(asked).toEqual(own);
    expect(asked.stdout).toContain("Usage: frameferry serve [options]");
  });

  test.each(TOPICS)("has a page in the source: $name", ({ page }) => {
    expect(existsSync(source + page)).toBe(true);
  });
});
