import { type Command, Option } from "commander";
import { addReportingFlags } from "../flags/reporting.ts";

/** Is told the exit code that a command came to. */
export type Settle = (exitCode: number) => void;

/** What every command has that brings frames to a service. */
export function addDeliveryFlags(command: Command): void {
  command.addOption(
    new Option("--demo", "send to the built-in demo service, on a free port of this machine"),
  );
  addDryRunFlag(command);
  addReportingFlags(command);
}

export function addDryRunFlag(command: Command): void {
  command.addOption(new Option("-n, --dry-run", "print what would be done, and do nothing"));
}

/** The default by its name, for scripts that want to say it. */
export function addKeepFlag(command: Command): void {
  const option = new Option("--keep", "keep delivered images where they are (the default)");
  command.addOption(option.conflicts(["delete", "moveTo"]));
}
