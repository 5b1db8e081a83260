import { type Command, Option } from "commander";
import { doctorShape } from "../options/doctor-options.ts";
import { runShape } from "../options/run-options.ts";
import { serveShape } from "../options/serve-options.ts";
import { DOCTOR_FLAGS } from "./doctor-flags.ts";
import { addFlags } from "./flags.ts";
import { addReportingFlags } from "./reporting.ts";
import { RUN_FLAGS } from "./run-flags.ts";
import { SERVE_FLAGS } from "./serve-flags.ts";

/** Is told the exit code that a command came to. */
type Settle = (exitCode: number) => void;

/**
 * The commands and their flags. What a command does is only loaded when it is called: a start with
 * everything takes six times as long as one with this alone.
 */
export function addCommands(program: Command, settle: Settle): void {
  addRunCommand(program, settle);
  addServeCommand(program, settle);
  addDoctorCommand(program, settle);
}

function addRunCommand(program: Command, settle: Settle): void {
  const command = program
    .command("run")
    .description("slice a video and deliver every frame to a service")
    .argument("<video>", "video file")
    .addHelpText("before", RUN_EXAMPLES)
    .addOption(
      new Option("--demo", "send to the built-in demo service, on a free port of this machine"),
    )
    .addOption(new Option("-n, --dry-run", "print what would be done, and do nothing"))
    .action(async (video: string) => {
      const { runCommand } = await import("./run-command.ts");
      settle(await runCommand(video, command));
    });
  addFlags(command, RUN_FLAGS, runShape);
  addReportingFlags(command);
}

const RUN_EXAMPLES = `Examples:
  frameferry run clip.mp4 --to http://127.0.0.1:8000/predict
  frameferry run clip.mp4 --to http://127.0.0.1:8000/predict --field file --concurrency 32
  frameferry run clip.mp4 --to http://... --fps 1 --width 640 --results answers.jsonl
  frameferry run clip.mp4 --to http://... --frames ./frames --format png
`;

function addServeCommand(program: Command, settle: Settle): void {
  const command = program
    .command("serve")
    .description("run the built-in demo service, which measures each frame it gets")
    .addHelpText("before", SERVE_EXAMPLES)
    .action(async () => {
      const { serveCommand } = await import("./serve-command.ts");
      settle(await serveCommand(command));
    });
  addFlags(command, SERVE_FLAGS, serveShape);
}

const SERVE_EXAMPLES = `Examples:
  frameferry serve
  frameferry serve --port 9000 --latency 50ms --capacity 4 --fail 5%
  curl -F image=@frame.jpg http://127.0.0.1:8000/predict
`;

function addDoctorCommand(program: Command, settle: Settle): void {
  const command = program
    .command("doctor")
    .description("look at everything that a run needs, a line each")
    .addHelpText("before", DOCTOR_EXAMPLES)
    .addOption(new Option("--json", "print one JSON object"))
    .addOption(
      new Option("--no-color", "no colours; the environment variable NO_COLOR does the same"),
    )
    .action(async () => {
      const { doctorCommand } = await import("./doctor-command.ts");
      settle(await doctorCommand(command));
    });
  addFlags(command, DOCTOR_FLAGS, doctorShape);
}

const DOCTOR_EXAMPLES = `Examples:
  frameferry doctor
  frameferry doctor --to http://127.0.0.1:8000/predict
`;
