import { Command } from "commander";
import { expect, test } from "vitest";
import { addCommands } from "../../../src/cli/commands/commands.ts";
import { addFlags, typedValue } from "../../../src/cli/flags/flags.ts";
import { RUN_FLAGS } from "../../../src/cli/flags/run-flags.ts";
import { runSchema } from "../../../src/options/run-options.ts";

/** What the help of `run` says of each option. */
const HELP = new Map<string, string>();
const command = new Command("run");
addFlags(command, RUN_FLAGS, runSchema);
for (const { long, description } of command.options) HELP.set(long ?? "", description);

test.each([
  ["--retry-on", "(default: 408, 429, 5xx, timeout, reset)"],
  ["--success-on", "(default: 2xx)"],
  ["--spool-size", "(default: 2GB)"],
  ["--concurrency", "(default: auto)"],
])("the help of %s states its default: %s", (flag, standard) => {
  expect(HELP.get(flag)).toContain(standard);
});

test.each(["--param", "--header", "--route"])("the help of %s says that there is none", (flag) => {
  expect(HELP.get(flag)).toMatch(/ \(default: none\)$/u);
});

test("a flag without a value has no default to tell", () => {
  expect(HELP.get("--insecure")).not.toContain("default");
  expect(HELP.get("--no-proxy")).not.toContain("default");
});

test.each([
  ["headers", { "x-key": "a", accept: "b" }, "x-key=a, accept=b"],
  ["retryOn", ["404", "5xx"], "404, 5xx"],
  ["tensorSize", { width: 640, height: 480 }, "width=640, height=480"],
  ["params", {}, ""],
  ["killAfterMs", 2000, "2s"],
  ["spoolSizeBytes", 1_500_000_000, "1.5GB"],
  ["every", 1, "1"],
])("the value of %s is told as it would be typed", (key, value, text) => {
  expect(typedValue(key, value)).toBe(text);
});

test("every flag with a value says its default, but for what a command must have", () => {
  const program = new Command();
  addCommands(program, [], () => {});
  expect(program.commands).toHaveLength(27);
  const silent = program.commands.flatMap(({ options }) =>
    options
      .filter(({ required, description }) => required && !description.includes("(default: "))
      .map(({ long }) => long),
  );
  expect(new Set(silent)).toEqual(new Set(["--to", "--format", "--output"]));
});
