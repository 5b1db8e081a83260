import { type Command, Option } from "commander";
import { siteSchema } from "../../options/site-options.ts";
import { addFlags } from "../flags/flags.ts";
import { SITE_FLAGS } from "../flags/site-flags.ts";
import { addJsonFlag, describe, type SetExitCode } from "./command-parts.ts";

/** The commands for a site at work. */
export function addRunningSiteCommands(program: Command, setExitCode: SetExitCode): void {
  for (const [name, about] of Object.entries(ABOUT)) {
    const command = describe(program.command(name), about.summary, about.examples);
    if (about.names !== null)
      command.argument(about.names, "names of sources, as in the site file");
    command.action(async (names: readonly string[]) => {
      const { siteCommand } = await import("./site-command.ts");
      const given = about.names === null ? [] : names;
      setExitCode(await siteCommand(name as keyof typeof ABOUT, given, command));
    });
    addFlags(command, SITE_FLAGS, siteSchema);
    if (name === "logs")
      command.addOption(
        new Option("-f, --follow", "go on with the lines that come, until stopped").helpGroup(
          "Main options:",
        ),
      );
    else addJsonFlag(command);
  }
}

/** The commands; `names` says whether they take names of sources. */
const ABOUT = {
  pause: {
    names: "<source...>",
    summary: "make sources of a running site wait, once what is in flight is finished",
    examples: "frameferry pause gate\nframeferry pause gate dump",
  },
  resume: {
    names: "<source...>",
    summary: "let sources of a running site go on that were paused, or have failed",
    examples: "frameferry resume gate",
  },
  reload: {
    names: null,
    summary: "make a running site what its file says now; only what has changed is restarted",
    examples: "frameferry reload\nframeferry reload --site cameras.yaml",
  },
  drain: {
    names: null,
    summary: "end a running site when all that has landed is delivered",
    examples: "frameferry drain",
  },
  logs: {
    names: "[source...]",
    summary: "print the last lines about sources of a running site",
    examples: "frameferry logs gate\nframeferry logs gate --follow",
  },
} as const;
