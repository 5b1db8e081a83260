import { type Command, Option } from "commander";
import { failuresShape, statusShape } from "../options/lookup-options.ts";
import { resubmitShape } from "../options/resubmit-options.ts";
import { addDryRunFlag, type Settle } from "./command-parts.ts";
import { addFlags } from "./flags.ts";
import { FAILURES_FLAGS, STATE_FLAGS } from "./lookup-flags.ts";
import { addReportingFlags } from "./reporting.ts";
import { RESUBMIT_FLAGS } from "./resubmit-flags.ts";

const SOURCES = "videos, folders or listed paths that were sent, or names of jobs";

/** The commands about what earlier runs have left. */
export function addFailureCommands(program: Command, settle: Settle): void {
  addFailuresCommand(program, settle);
  addResubmitCommand(program, settle);
  addStatusCommand(program, settle);
}

function addFailuresCommand(program: Command, settle: Settle): void {
  const command = program
    .command("failures")
    .description("list the frames that have failed, by their reasons")
    .argument("<source...>", SOURCES)
    .addHelpText("before", FAILURES_EXAMPLES)
    .action(async (sources: readonly string[]) => {
      const { failuresCommand } = await import("./failures-command.ts");
      settle(await failuresCommand(sources, command));
    });
  addFlags(command, FAILURES_FLAGS, failuresShape);
  command.addOption(new Option("--json", "print one JSON object"));
}

const FAILURES_EXAMPLES = `Examples:
  frameferry failures clip.mp4
  frameferry failures ./incoming --only 429 --limit 20
  frameferry failures clip.mp4 --only 'no face' --json
`;

function addResubmitCommand(program: Command, settle: Settle): void {
  const command = program
    .command("resubmit")
    .description("send frames again that have failed")
    .argument("<source...>", SOURCES)
    .addHelpText("before", RESUBMIT_EXAMPLES)
    .action(async (sources: readonly string[]) => {
      const { resubmitCommand } = await import("./resubmit-command.ts");
      settle(await resubmitCommand(sources, command));
    });
  addFlags(command, RESUBMIT_FLAGS, resubmitShape);
  addDryRunFlag(command);
  addReportingFlags(command);
}

const RESUBMIT_EXAMPLES = `Examples:
  frameferry resubmit clip.mp4
  frameferry resubmit ./incoming --only 429 --concurrency 4
  frameferry resubmit clip.mp4 --only 'out of memory' --to http://127.0.0.1:9000/predict
`;

function addStatusCommand(program: Command, settle: Settle): void {
  const command = program
    .command("status")
    .description("show every job that is on record, with its counts")
    .addHelpText("before", STATUS_EXAMPLES)
    .action(async () => {
      const { statusCommand } = await import("./status-command.ts");
      settle(await statusCommand(command));
    });
  addFlags(command, STATE_FLAGS, statusShape);
  command.addOption(new Option("--json", "print one JSON object"));
}

const STATUS_EXAMPLES = `Examples:
  frameferry status
  frameferry status --json
`;
