import { Argument, type Command, Option } from "commander";
import { addDryRunFlag, addJsonFlag, describe, type SetExitCode } from "./command-parts.ts";
import { addFlags } from "../flags/flags.ts";
import { addReportingFlags } from "../flags/reporting.ts";
import { SITE_FILE } from "../site/site-file.ts";
import { UP_FLAGS, upSchema } from "../flags/up-flags.ts";

/** The command that runs a site. */
export function addUpCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("up"),
    "run all sources of a site file in one process, until stopped",
    UP_EXAMPLES,
  )
    .argument("[file]", "site file", SITE_FILE)
    .action(async (file: string) => {
      const { upCommand } = await import("./up-command.ts");
      setExitCode(await upCommand(file, command));
    });
  addFlags(command, UP_FLAGS, upSchema);
  command.addOption(
    new Option("--watch-config", "reload the site file when it has changed").helpGroup(
      "Main options:",
    ),
  );
  addDryRunFlag(command);
  addReportingFlags(command);
}

const UP_EXAMPLES = `
frameferry up
frameferry up cameras.yaml --dashboard 8787
frameferry up --dry-run
`;

/** The commands about site files. */
export function addSiteFileCommands(program: Command, setExitCode: SetExitCode): void {
  addValidateCommand(program, setExitCode);
  addConfigCommand(program, setExitCode);
}

function addValidateCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("validate"),
    "tell all that is wrong with a site file, or what it would run",
    VALIDATE_EXAMPLES,
  )
    .argument("[file]", "site file", SITE_FILE)
    .action(async (file: string) => {
      const { validateCommand } = await import("./validate-command.ts");
      setExitCode(await validateCommand(file, command));
    });
  addJsonFlag(command);
}

const VALIDATE_EXAMPLES = `
frameferry validate
frameferry validate cameras.yaml --json
`;

function addConfigCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("config"),
    "write a site file to begin with, show what one comes to, or print their schema",
    CONFIG_EXAMPLES,
  )
    .addArgument(
      new Argument(
        "<action>",
        "init: write one; show: print one with all that holds for each source; schema: for editors",
      ).choices(["init", "show", "schema"]),
    )
    .argument("[file]", `site file (default: ${SITE_FILE})`)
    .action(async (action: string, file: string | undefined) => {
      const { configCommand } = await import("./config-command.ts");
      setExitCode(await configCommand(action, file, command));
    });
}

const CONFIG_EXAMPLES = `
frameferry config init
frameferry config show cameras.yaml
frameferry config schema > frameferry.schema.json
`;
