import { Command, Option } from "commander";
import type { SetExitCode } from "./commands/command-parts.ts";
import { addCommands } from "./commands/commands.ts";
import { groupItems } from "./flags/help-groups.ts";
import { EXIT_CODE_MEANINGS } from "./process/exit-codes.ts";

/**
 * The command line as a tree: its commands with their flags, from which help, completion and manual pages are made.
 *
 * @param wrapped the words behind `--`, for a command that runs another one.
 */
export function createProgram(wrapped: readonly string[], setExitCode: SetExitCode): Command {
  const program = new Command("frameferry")
    .description(`${PURPOSE}\n\n${EXAMPLES}`)
    .addOption(
      new Option(
        "-V, --version",
        "print the version; with -v also those of Node, ffmpeg and the platform",
      ).helpGroup("Output and help:"),
    )
    .addHelpCommand(
      new Command("help")
        .argument("[command or topic]")
        .description(
          "print the help of a command, or a page about a topic: `help topics` lists them",
        )
        .helpGroup("Try and examine:"),
    )
    .addHelpOption(new Option("-h, --help", "print this help").helpGroup("Output and help:"))
    .addHelpText("after", EXIT_CODE_LINES)
    // One sentence says how options are spelled in the environment; a note at each would double the help.
    .configureHelp({ groupItems, optionDescription: ({ description }) => description })
    .exitOverride();
  addCommands(program, wrapped, setExitCode);
  for (const command of program.commands)
    command.addHelpText("after", `\n${ENVIRONMENT}\n${EXIT_CODE_LINES}`);
  return program;
}

const PURPOSE =
  "Sends video frames to inference services: each one at least once, as soon as it exists.";

const EXAMPLES = `Examples:
  frameferry run clip.mp4 --demo               try it with the built-in service
  frameferry run clip.mp4 --to http://...      every frame of a video
  frameferry run rtsp://cam/1 --to http://...  a camera, for months
  frameferry watch ./incoming --to http://...  whatever lands in a folder
  frameferry send ./frames --to http://...     existing files, once
  frameferry status                            every job that is on record
  frameferry failures clip.mp4                 which frames failed, and why
  frameferry resubmit clip.mp4                 those, once more
  frameferry annotate clip.mp4 -o found.mp4    what was found, drawn on the video
  frameferry export clip.mp4 --format csv      what was found, for other tools
  frameferry report clip.mp4                   a page about the run, to look at
  frameferry tune --to http://...              how many requests at once suit it
  frameferry serve --port 8000                 the built-in service by itself
  frameferry doctor --to http://...            whether a run has all it needs
  frameferry doctor rtsp://cam/1               what a camera is, or why it shows nothing`;

const ENVIRONMENT =
  "An option with a value may also be given in the environment: FRAMEFERRY_FPS=1.";

const EXIT_CODE_LINES = `\nExit codes:\n${EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`).join("\n")}`;
