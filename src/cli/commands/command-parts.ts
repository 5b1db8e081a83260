import { type Command, Option } from "commander";
import { addReportingFlags } from "../flags/reporting.ts";

/**
 * Describes a command: in a line of the list of commands, and in its own help with examples below.
 *
 * @param examples command lines, one a line; no wider than 78 columns, for a terminal breaks others.
 */
export function describe(command: Command, summary: string, examples: string): Command {
  const sentence = `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`;
  const lines = examples.trim().replaceAll(/^/gmu, "  ");
  return command.summary(summary).description(`${sentence}\n\nExamples:\n${lines}`);
}

/** Sets the exit code of the program. */
export type SetExitCode = (exitCode: number) => void;

/** Adds the flags of every command that sends frames to a service. */
export function addDeliveryFlags(command: Command): void {
  command.addOption(
    new Option(
      "--demo",
      "send to the built-in demo service, on a free port of this machine",
    ).helpGroup("Main options:"),
  );
  addDryRunFlag(command);
  addReportingFlags(command);
}

export function addDryRunFlag(command: Command): void {
  const option = new Option("-n, --dry-run", "print what would be done, and do nothing");
  command.addOption(option.helpGroup("Main options:"));
}

/** For commands that print one thing and end. */
export function addJsonFlag(command: Command): void {
  const option = new Option("--json", "print one JSON object");
  command.addOption(option.helpGroup("Output and help:"));
}

/** The default by its name, for scripts that want to say it. */
export function addKeepFlag(command: Command): void {
  const option = new Option("--keep", "keep delivered images where they are (the default)");
  option.conflicts(["delete", "moveTo"]).helpGroup("Images after delivery or failure:");
  command.addOption(option);
}
