import type { Command } from "commander";
import { type ListedFiles, runSend } from "../../app/sources/send-files.ts";
import { STANDARD_INPUT } from "../../app/jobs/standard-input.ts";
import { filesSchema } from "../../options/files-options.ts";
import { listedPaths } from "../../watcher/split-paths.ts";
import { runDelivery } from "../delivery/run-delivery.ts";
import { FILES_FLAGS } from "../flags/files-flags.ts";
import { refuseMisnamedSources } from "../errors/misnamed-sources.ts";
import { printPlan } from "../plan/plan.ts";
import { readReporting } from "../flags/reporting.ts";
import { resubmitCommandLine } from "../delivery/resubmit-command-line.ts";
import { withService } from "../errors/service-choice.ts";
import { usageError } from "../errors/usage-error.ts";

/** `frameferry send`: existing files, once. @param words paths, and `-` for standard input. */
export async function sendCommand(words: readonly string[], command: Command): Promise<number> {
  const reporting = readReporting(command);
  const list = listOf(words, command.opts()["null"] === true);
  const paths = words.filter((word) => word !== STANDARD_INPUT);
  refuseMisnamedSources("send", paths, command);
  const schema = { shape: filesSchema, flags: FILES_FLAGS, given: { paths } };
  return await withService(command, schema, {
    plan: async (options) => {
      const { planOfSend } = await import("../plan/dry-run.ts");
      return printPlan(await planOfSend(options, list?.source ?? null), reporting);
    },
    run: async (options) =>
      await runDelivery(
        {
          source: inWords(words),
          destination: options,
          monitoring: { name: "send", options },
          resubmit: resubmitCommandLine(words, command, options),
          isEndless: false,
          hasCommand: false,
          run: async (observer, signals) => {
            try {
              return await runSend(options, list, observer, signals);
            } finally {
              // Whoever still waits for a line must not keep a program alive that has come to its end.
              if (list !== null) process.stdin.destroy();
            }
          },
        },
        reporting,
      ),
  });
}

function inWords(words: readonly string[]): string {
  if (words.length > 3) return `${words.length} paths`;
  return words.map((word) => (word === STANDARD_INPUT ? "standard input" : word)).join(", ");
}

function listOf(words: readonly string[], isNulSeparated: boolean): ListedFiles | null {
  if (!words.includes(STANDARD_INPUT)) {
    if (isNulSeparated)
      throw usageError(
        "-0 needs a list of paths on standard input",
        "add - to read it: find . -name '*.jpg' -print0 | frameferry send -0 - --to http://host/predict",
      );
    return null;
  }
  if (process.stdin.isTTY) {
    throw usageError(
      "standard input is a terminal, not a list of paths",
      "pipe one path a line into it: python slice.py | frameferry send - --to http://host/predict",
    );
  }
  const paths = listedPaths(process.stdin, isNulSeparated ? "\0" : "\n");
  return { source: STANDARD_INPUT, paths };
}
