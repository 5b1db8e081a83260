import { type Command, Option } from "commander";
import { doctorSchema } from "../../options/doctor-options.ts";
import { filesSchema } from "../../options/files-options.ts";
import { runSchema } from "../../options/run-options.ts";
import { serveSchema } from "../../options/serve-options.ts";
import { tuneSchema } from "../../options/tune-options.ts";
import { watchSchema } from "../../options/watch-options.ts";
import {
  addDeliveryFlags,
  addJsonFlag,
  addKeepFlag,
  describe,
  type SetExitCode,
} from "./command-parts.ts";
import { DOCTOR_FLAGS } from "../flags/doctor-flags.ts";
import { addFailureCommands } from "./failure-commands.ts";
import { FILES_FLAGS } from "../flags/files-flags.ts";
import { addFlags } from "../flags/flags.ts";
import { RUN_FLAGS } from "../flags/run-flags.ts";
import { addNoColorFlag, addReportingFlags } from "../flags/reporting.ts";
import { SERVE_FLAGS } from "../flags/serve-flags.ts";
import { TUNE_FLAGS } from "../flags/tune-flags.ts";
import { WATCH_FLAGS } from "../flags/watch-flags.ts";

/**
 * The commands and their flags. What a command does is only loaded when it is called: a start with
 * everything takes six times as long as one with this alone.
 *
 * @param wrapped the words behind `--`, for a command that runs another one.
 */
export function addCommands(
  program: Command,
  wrapped: readonly string[],
  setExitCode: SetExitCode,
): void {
  program.commandsGroup("Deliver frames:");
  addRunCommand(program, setExitCode);
  addWatchCommand(program, wrapped, setExitCode);
  addSendCommand(program, setExitCode);
  program.commandsGroup("Look after jobs:");
  addFailureCommands(program, setExitCode);
  program.commandsGroup("Try and examine:");
  addTuneCommand(program, setExitCode);
  addServeCommand(program, setExitCode);
  addDoctorCommand(program, setExitCode);
}

function addRunCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("run"),
    "slice videos and deliver every frame to a service",
    RUN_EXAMPLES,
  )
    .argument("<video...>", "video files, globs of them, or - for one on standard input")
    .action(async (videos: readonly string[]) => {
      const { runCommand } = await import("./run-command.ts");
      setExitCode(await runCommand(videos, command));
    });
  addFlags(command, RUN_FLAGS, runSchema);
  addDeliveryFlags(command);
}

const RUN_EXAMPLES = `
frameferry run clip.mp4 --to http://127.0.0.1:8000/predict
frameferry run clip.mp4 --to http://... --field file --concurrency 32
frameferry run clip.mp4 --to http://... --fps 1 --results answers.jsonl
frameferry run clip.mp4 --to http://... --frames ./frames --format png
frameferry run a.mp4 'clips/*.mp4' --to http://...
yt-dlp -o - URL | frameferry run - --to http://...
`;

function addWatchCommand(
  program: Command,
  wrapped: readonly string[],
  setExitCode: SetExitCode,
): void {
  const command = describe(
    program.command("watch"),
    "deliver what folders hold and what lands in them, until stopped",
    WATCH_EXAMPLES,
  )
    .argument("<folder...>", "folders; one that does not exist yet is waited for")
    .usage("<folder...> [options] [-- command...]")
    .action(async (folders: readonly string[]) => {
      const { watchCommand } = await import("./watch-command.ts");
      setExitCode(await watchCommand(folders, wrapped, command));
    });
  addFlags(command, WATCH_FLAGS, watchSchema);
  addKeepFlag(command);
  addDeliveryFlags(command);
}

const WATCH_EXAMPLES = `
frameferry watch ./incoming --to http://127.0.0.1:8000/predict
frameferry watch ./incoming --to http://... --only-new --move-to ./done
frameferry watch ./frames --to http://... --until-idle 10s
frameferry watch ./frames --to http://... -- python slice.py clip.mp4
`;

function addSendCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(program.command("send"), "deliver existing files", SEND_EXAMPLES)
    .argument("<path...>", "image files, folders of them, or - for paths on standard input")
    .addOption(
      new Option("-0, --null", "paths on standard input are separated by NUL").helpGroup(
        "Which files are frames:",
      ),
    )
    .action(async (paths: readonly string[]) => {
      const { sendCommand } = await import("./send-command.ts");
      setExitCode(await sendCommand(paths, command));
    });
  addFlags(command, FILES_FLAGS, filesSchema);
  addKeepFlag(command);
  addDeliveryFlags(command);
}

const SEND_EXAMPLES = `
frameferry send ./frames --to http://127.0.0.1:8000/predict
frameferry send a.jpg b.png --to http://...
python slice.py clip.mp4 | frameferry send - --to http://...
find . -name '*.jpg' -print0 | frameferry send -0 - --to http://...
`;

function addTuneCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("tune"),
    "find how many requests at once suit a service, by sending more and more",
    TUNE_EXAMPLES,
  ).action(async () => {
    const { tuneCommand } = await import("./tune-command.ts");
    setExitCode(await tuneCommand(command));
  });
  addFlags(command, TUNE_FLAGS, tuneSchema);
  addReportingFlags(command, false);
}

const TUNE_EXAMPLES = `
frameferry tune --to http://127.0.0.1:8000/predict
frameferry tune --to http://... --images ./frames --html tune.html
frameferry tune --to http://... --video clip.mp4 --max-concurrency 64 --json
`;

function addServeCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("serve"),
    "run the built-in demo service, which measures each frame it gets",
    SERVE_EXAMPLES,
  ).action(async () => {
    const { serveCommand } = await import("./serve-command.ts");
    setExitCode(await serveCommand(command));
  });
  addFlags(command, SERVE_FLAGS, serveSchema);
}

const SERVE_EXAMPLES = `
frameferry serve
frameferry serve --port 9000 --latency 50ms --capacity 4 --fail-rate 5%
curl -F image=@frame.jpg http://127.0.0.1:8000/predict
`;

function addDoctorCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("doctor"),
    "look at everything that a run needs, a line each",
    DOCTOR_EXAMPLES,
  ).action(async () => {
    const { doctorCommand } = await import("./doctor-command.ts");
    setExitCode(await doctorCommand(command));
  });
  addFlags(command, DOCTOR_FLAGS, doctorSchema);
  addJsonFlag(command);
  addNoColorFlag(command);
}

const DOCTOR_EXAMPLES = `
frameferry doctor
frameferry doctor --to http://127.0.0.1:8000/predict
`;
