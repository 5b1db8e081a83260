import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { chooseCompilers } from "../../../src/cli/process/compiler-tiers.ts";

const MODULE = new URL("../../../src/cli/process/compiler-tiers.ts", import.meta.url).href;

function flagsOf(words: readonly string[], nodeVersion: string): readonly string[] {
  const flags: string[] = [];
  chooseCompilers(["node", "frameferry", ...words], (flag) => flags.push(flag), nodeVersion);
  return flags;
}

test("a command that runs for months leaves out Maglev on a Node that is known", () => {
  for (const version of ["22.22.0", "24.21.0"])
    expect(flagsOf(["watch", "in"], version)).toContain("--no-maglev");
});

test("a command that has an end leaves V8 as it is", () => {
  expect(flagsOf(["run", "a.mp4"], "24.21.0")).toEqual([]);
});

test("a Node whose flags are not known is left as it is", () => {
  expect(flagsOf(["watch", "in"], "26.0.0")).toEqual([]);
});

test("this Node follows the flags: a hot function goes through Maglev in a run, and not in a watch", async () => {
  expect(await compilersFor("run")).toMatchObject({ stderr: "", maglev: true });
  expect(await compilersFor("watch")).toEqual({ stderr: "", maglev: false, turbofan: true });
});

/** Which compilers a function that is called again and again has been through in a process of this command. */
async function compilersFor(command: string): Promise<Record<string, unknown>> {
  const script = `import { chooseCompilers } from ${JSON.stringify(MODULE)};
    chooseCompilers(["node", "frameferry", "${command}"]);
    function hot(value) { let sum = 0; for (let index = 0; index < 10; index += 1) sum += index * value; return sum; }
    let seen = 0;
    for (let round = 0; round < 60_000 && (seen & ${TURBOFANNED}) === 0; round += 1) {
      hot(round);
      if (round % 500 !== 0) continue;
      await new Promise((done) => setTimeout(done, 3));
      seen |= %GetOptimizationStatus(hot);
    }
    console.log(seen);`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...["--allow-natives-syntax", "--input-type=module", "-e", script],
  ]);
  const seen = Number(stdout);
  return { stderr, maglev: (seen & MAGLEVVED) !== 0, turbofan: (seen & TURBOFANNED) !== 0 };
}

/** As V8 numbers them (OptimizationStatus in runtime.h). */
const MAGLEVVED = 1 << 5;
const TURBOFANNED = 1 << 6;
