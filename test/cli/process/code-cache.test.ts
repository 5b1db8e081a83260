import { chmodSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readCode, writeCode } from "../../../src/cli/process/code-files.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { EXIT_CODES } from "../../../src/cli/process/exit-codes.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

/** V8's flags are part of what its code is for, and the name of its log is one of them: all starts write the same. */
const LOG = "v8.log";
const LOG_FLAGS = ["--log-function-events", "--no-logfile-per-isolate", `--logfile=${LOG}`];

class Starts {
  readonly delivery: DeliveryCommand;

  private constructor(delivery: DeliveryCommand) {
    this.delivery = delivery;
  }

  static async open(): Promise<Starts> {
    const delivery = await DeliveryCommand.open();
    onTestFinished(async () => await delivery[Symbol.asyncDispose]());
    return new Starts(delivery);
  }

  /** @returns how many functions of the program's own files V8 compiled when they were first called. */
  async compiledBy(words: readonly string[], wantedExitCode = 0): Promise<number> {
    const { exitCode, stderr } = await this.delivery.run(words, {
      launch: ([node = "", ...line]) => [node, ...LOG_FLAGS, ...line],
      environment: { NODE_COMPILE_CACHE: this.delivery.path("compiled") },
    });
    if (exitCode !== wantedExitCode) throw new Error(`exit code ${exitCode}: ${stderr}`);
    return compiledFunctions(readFileSync(this.delivery.path(LOG), "utf8"));
  }

  /** Paths of the files with code, sorted. */
  get files(): readonly string[] {
    const folder = this.delivery.path("compiled");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.includes("frameferry-")).map((name) => join(folder, name));
  }
}

function compiledFunctions(log: string): number {
  const lines = log.split("\n").map((line) => line.split(","));
  const ownScripts = new Set(
    lines
      .filter(([event, , path = ""]) => event === "script-details" && OWN_FILE.test(path))
      .map(([, script]) => script),
  );
  if (ownScripts.size < 2) throw new Error("the log names no file of the program");
  const isCompilation = ([event, kind, script]: readonly string[]): boolean =>
    event === "function" && kind === "full-parse" && ownScripts.has(script);
  return lines.filter(isCompilation).length;
}

const OWN_FILE = /\/dist\/cli\/program\/(?:main|deliver)\.js$/u;

test("the second start of a command compiles none of the functions that ran in the first", async () => {
  const starts = await Starts.open();
  starts.delivery.land("a.jpg", "b.jpg");
  expect(await starts.compiledBy(["send", "a.jpg"])).toBeGreaterThan(500);
  expect(await starts.compiledBy(["send", "b.jpg"])).toBeLessThan(20);
  expect(starts.delivery.arrived).toEqual(["a.jpg", "b.jpg"]);
});

test("code that is not whole is not run: the command works, and the next start is quick again", async () => {
  const starts = await Starts.open();
  starts.delivery.land("a.jpg", "b.jpg", "c.jpg");
  await starts.compiledBy(["send", "a.jpg"]);
  expect(starts.files.length).toBeGreaterThanOrEqual(2);
  for (const file of starts.files) writeFileSync(file, readFileSync(file).subarray(0, -1));
  expect(await starts.compiledBy(["send", "b.jpg"])).toBeGreaterThan(500);
  expect(await starts.compiledBy(["send", "c.jpg"])).toBeLessThan(20);
  expect(starts.delivery.arrived).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
});

test("a command that fails leaves no code behind, for it has not run what others need", async () => {
  const starts = await Starts.open();
  await starts.compiledBy(["send", "none.jpg"], EXIT_CODES.source);
  expect(starts.files).toEqual([]);
});

test("code comes back as it was written, and not when a byte of it has changed or it is empty", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "code");
  expect(readCode(path)).toBeNull();
  writeCode(path, Buffer.from("some code"));
  expect(readCode(path)?.toString()).toBe("some code");
  expect(readdirSync(folder.path)).toEqual(["code"]);
  const content = readFileSync(path);
  writeFileSync(path, Buffer.concat([content.subarray(0, -1), Buffer.from("!")]));
  expect(readCode(path)).toBeNull();
  writeFileSync(path, "");
  expect(readCode(path)).toBeNull();
});

test.skipIf(process.platform === "win32")("code that others may write is not run", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "code");
  writeCode(path, Buffer.from("some code"));
  chmodSync(path, 0o622);
  expect(readCode(path)).toBeNull();
});

test("where code cannot be written, nothing is left and nothing is said", async () => {
  await using folder = await temporaryFolder();
  expect(() => writeCode(join(folder.path, "none", "code"), Buffer.from("code"))).not.toThrow();
  expect(readdirSync(folder.path)).toEqual([]);
});
