import { type Command, Option } from "commander";
import { filesSchema } from "../../options/files-options.ts";
import { previewSchema } from "../../options/preview-options.ts";
import { runSchema } from "../../options/run-options.ts";
import { serveSchema } from "../../options/serve-options.ts";
import { tuneSchema } from "../../options/tune-options.ts";
import { watchSchema } from "../../options/watch-options.ts";
import { workSchema } from "../../options/work-options.ts";
import {
  addDeliveryFlags,
  addJsonFlag,
  addKeepFlag,
  describe,
  type SetExitCode,
} from "./command-parts.ts";
import { addBrokerCommand, addResultsCommand } from "./broker-commands.ts";
import { addCompletionCommand } from "./completion-commands.ts";
import { addDoctorCommand } from "./doctor-commands.ts";
import { addFailureCommands } from "./failure-commands.ts";
import { FILES_FLAGS } from "../flags/files-flags.ts";
import { addRunningSiteCommands } from "./running-site-commands.ts";
import { addServiceCommand } from "./service-commands.ts";
import { addSiteFileCommands, addUpCommand } from "./site-commands.ts";
import { addFlags } from "../flags/flags.ts";
import { PREVIEW_FLAGS } from "../flags/preview-flags.ts";
import { RUN_FLAGS } from "../flags/run-flags.ts";
import { addReportingFlags } from "../flags/reporting.ts";
import { SERVE_FLAGS } from "../flags/serve-flags.ts";
import { TUNE_FLAGS } from "../flags/tune-flags.ts";
import { WATCH_FLAGS } from "../flags/watch-flags.ts";
import { WORK_FLAGS } from "../flags/work-flags.ts";

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
  addWorkCommand(program, setExitCode);
  addUpCommand(program, setExitCode);
  program.commandsGroup("Look after a running site:");
  addRunningSiteCommands(program, setExitCode);
  addServiceCommand(program, setExitCode);
  program.commandsGroup("Look after jobs:");
  addFailureCommands(program, setExitCode);
  program.commandsGroup("Try and examine:");
  addSiteFileCommands(program, setExitCode);
  addPreviewCommand(program, setExitCode);
  addTuneCommand(program, setExitCode);
  addServeCommand(program, setExitCode);
  addDoctorCommand(program, setExitCode);
  addBrokerCommand(program, setExitCode);
  addResultsCommand(program, setExitCode);
  addCompletionCommand(program, setExitCode);
}

function addRunCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("run"),
    "slice videos, or a camera, and deliver every frame to a service",
    RUN_EXAMPLES,
  )
    .argument(
      "<video...>",
      "video files, globs of them, - for one on standard input, or the address of one camera, stream or video on a server",
    )
    .usage("[options] <video...> | <address>")
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
frameferry run rtsp://192.168.1.20/stream1 --fps 2 --to http://...
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

function addWorkCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("work"),
    "take frames from a broker, deliver them to a service, and bring the answers back",
    WORK_EXAMPLES,
  )
    .argument(
      "<broker>",
      "address of the broker: nats://broker:4222/frames or amqp://broker:5672/frames",
    )
    .action(async (broker: string) => {
      const { workCommand } = await import("./work-command.ts");
      setExitCode(await workCommand(broker, command));
    });
  addFlags(command, WORK_FLAGS, workSchema);
  addDeliveryFlags(command);
}

const WORK_EXAMPLES = `
frameferry work nats://broker:4222/frames --to http://127.0.0.1:8000/predict
frameferry work nats://broker:4222/frames --to http://... --batch 8
frameferry work nats://... --subject 'frames.berlin.>' --to http://...
`;

function addPreviewCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("preview"),
    "show on a contact sheet what would be sent, and send nothing",
    PREVIEW_EXAMPLES,
  )
    .argument(
      "<source...>",
      "a video; or image files, folders of them, or - for paths on standard input",
    )
    .action(async (sources: readonly string[]) => {
      const { previewCommand } = await import("./preview-command.ts");
      setExitCode(await previewCommand(sources, command));
    });
  addFlags(command, PREVIEW_FLAGS, previewSchema);
  addJsonFlag(command);
}

const PREVIEW_EXAMPLES = `
frameferry preview clip.mp4 --every 10s
frameferry preview clip.mp4 --skip-similar 2%
frameferry preview clip.mp4 --fps 1 --price-per-thousand 1.50 -o sheet.jpg
frameferry preview ./incoming --match '*.png' --max-frames 40
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
