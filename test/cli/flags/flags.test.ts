import { Command } from "commander";
import { expect, test } from "vitest";
import { addFlags } from "../../../src/cli/flags/flags.ts";
import { RUN_FLAGS } from "../../../src/cli/flags/run-flags.ts";
import { runShape } from "../../../src/options/run-options.ts";

/** What the help of `run` says of each option. */
const HELP = new Map<string, string>();
const command = new Command("run");
addFlags(command, RUN_FLAGS, runShape);
for (const { long, description } of command.options) HELP.set(long ?? "", description);

test.each([
  ["--retry-on", "(default: 408, 429, 5xx, timeout, reset)"],
  ["--success-on", "(default: 2xx)"],
  ["--spool-size", "(default: 2 GB)"],
  ["--concurrency", "(default: auto)"],
])("the help of %s states its default: %s", (flag, standard) => {
  expect(HELP.get(flag)).toContain(standard);
});

test.each(["--param", "--header", "--route", "--insecure"])(
  "the help of %s states no default where it is nothing",
  (flag) => {
    expect(HELP.get(flag)).not.toMatch(/default|object Object/u);
  },
);
