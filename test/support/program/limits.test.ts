import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, type TestContext } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.ts";
import { startProgram } from "./command-run.ts";
import { type Limit, limited, whyNotLimited } from "./limits.ts";

/** What a Node program prints under a limit; the test is skipped where the limit cannot be set. */
async function printedUnder(limit: Limit, program: string, context: TestContext): Promise<string> {
  const reason = whyNotLimited(limit);
  if (reason !== undefined) context.skip(reason);
  await using home = await temporaryFolder();
  const commandLine = limited(limit, [process.execPath, "-e", program]);
  const { stdout, stderr } = await startProgram(commandLine, home.path).ended;
  expect(stderr).toBe("");
  return stdout;
}

test("a program with few descriptors soon cannot open files", async (context) => {
  const program = `
    const fs = require("node:fs");
    let count = 0;
    try { for (; count < 1000; count += 1) fs.openSync("/dev/null"); }
    catch (error) { console.log(error.code, count > 10 && count < 64); }`;
  const limit = { kind: "descriptors", most: 64 } as const;
  expect(await printedUnder(limit, program, context)).toBe("EMFILE true\n");
});

test("a program without inotify can watch no folder", async (context) => {
  const program = `
    try { require("node:fs").watch("/"); console.log("watches"); process.exit(); }
    catch (error) { console.log(error.code); }`;
  expect(await printedUnder({ kind: "noInotify" }, program, context)).toBe("ENOSPC\n");
});

test("a program is held to permission bits, even as root", async (context) => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "closed");
  await writeFile(path, "x");
  await chmod(path, 0);
  const program = `
    try { require("node:fs").readFileSync(${JSON.stringify(path)}); console.log("read"); }
    catch (error) { console.log(error.code); }`;
  expect(await printedUnder({ kind: "permissionsHold" }, program, context)).toBe("EACCES\n");
});

test("a limit that cannot be set has its reason in a sentence that names its program", () => {
  const reason = whyNotLimited({ kind: "descriptors", most: -1 });
  expect(reason).toMatch(/^The limit descriptors cannot be set by sh: /u);
});
