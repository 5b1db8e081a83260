import { type Command, Option } from "commander";
import { annotateSchema } from "../../options/annotate-options.ts";
import { forgetSchema, pruneSchema } from "../../options/forget-options.ts";
import { exportSchema } from "../../options/export-options.ts";
import { failuresSchema } from "../../options/lookup-options.ts";
import { resultsReportSchema } from "../../options/report-options.ts";
import { resubmitSchema } from "../../options/resubmit-options.ts";
import { addDryRunFlag, addJsonFlag, describe, type SetExitCode } from "./command-parts.ts";
import { ANNOTATE_FLAGS } from "../flags/annotate-flags.ts";
import { EXPORT_FLAGS } from "../flags/export-flags.ts";
import { addFlags } from "../flags/flags.ts";
import { FORGET_FLAGS, PRUNE_FLAGS } from "../flags/forget-flags.ts";
import { FAILURES_FLAGS } from "../flags/lookup-flags.ts";
import { addReportingFlags } from "../flags/reporting.ts";
import { REPORT_FLAGS } from "../flags/report-flags.ts";
import { RESUBMIT_FLAGS } from "../flags/resubmit-flags.ts";

const SOURCES = "videos, folders or listed paths that were sent, or names of jobs";

/** The commands about what earlier runs have left. */
export function addFailureCommands(program: Command, setExitCode: SetExitCode): void {
  addFailuresCommand(program, setExitCode);
  addResubmitCommand(program, setExitCode);
  addStatusCommand(program, setExitCode);
  addForgetCommand(program, setExitCode);
  addExportCommand(program, setExitCode);
  addAnnotateCommand(program, setExitCode);
  addReportCommand(program, setExitCode);
}

function addFailuresCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("failures"),
    "list the frames that have failed, by their reasons",
    FAILURES_EXAMPLES,
  )
    .argument("<source...>", SOURCES)
    .action(async (sources: readonly string[]) => {
      const { failuresCommand } = await import("./failures-command.ts");
      setExitCode(await failuresCommand(sources, command));
    });
  addFlags(command, FAILURES_FLAGS, failuresSchema);
  addJsonFlag(command);
}

const FAILURES_EXAMPLES = `
frameferry failures clip.mp4
frameferry failures ./incoming --only 429 --max-frames 20
frameferry failures clip.mp4 --only 'no face' --json
`;

function addResubmitCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("resubmit"),
    "send frames again that have failed",
    RESUBMIT_EXAMPLES,
  )
    .argument("<source...>", SOURCES)
    .action(async (sources: readonly string[]) => {
      const { resubmitCommand } = await import("./resubmit-command.ts");
      setExitCode(await resubmitCommand(sources, command));
    });
  addFlags(command, RESUBMIT_FLAGS, resubmitSchema);
  addDryRunFlag(command);
  addReportingFlags(command);
}

const RESUBMIT_EXAMPLES = `
frameferry resubmit clip.mp4
frameferry resubmit ./incoming --only 429 --concurrency 4
frameferry resubmit clip.mp4 --only 'out of memory' --to http://...
`;

function addExportCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("export"),
    "write what services found for other tools: CSV, COCO, YOLO, subtitles",
    EXPORT_EXAMPLES,
  )
    .argument("<source...>", `results files; or ${SOURCES}`)
    .action(async (sources: readonly string[]) => {
      const { exportCommand } = await import("./export-command.ts");
      setExitCode(await exportCommand(sources, command));
    });
  addFlags(command, EXPORT_FLAGS, exportSchema);
}

const EXPORT_EXAMPLES = `
frameferry export clip.mp4 --format csv -o found.csv
frameferry export answers.jsonl --format coco --image-size 1280x720
frameferry export ./incoming --format yolo -o labels --min-confidence 0.5
frameferry export clip.mp4 --format srt --label person -o clip.srt
`;

function addAnnotateCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("annotate"),
    "draw what services found on the video again, or on images",
    ANNOTATE_EXAMPLES,
  )
    .argument("<source>", "video, or folder of images, that was sent; or name of a job")
    .action(async (source: string) => {
      const { annotateCommand } = await import("./annotate-command.ts");
      setExitCode(await annotateCommand(source, command));
    });
  addFlags(command, ANNOTATE_FLAGS, annotateSchema);
  addJsonFlag(command);
}

const ANNOTATE_EXAMPLES = `
frameferry annotate clip.mp4 -o found.mp4
frameferry annotate clip.mp4 --results answers.jsonl -o found.mp4
frameferry annotate ./incoming --min-confidence 0.5 -o drawn
`;

function addReportCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("report"),
    "write a page about what was sent and found: charts, failures, pictures",
    REPORT_EXAMPLES,
  )
    .argument("<source...>", `results files; or ${SOURCES}`)
    .action(async (sources: readonly string[]) => {
      const { reportCommand } = await import("./report-command.ts");
      setExitCode(await reportCommand(sources, command));
    });
  addFlags(command, REPORT_FLAGS, resultsReportSchema);
}

const REPORT_EXAMPLES = `
frameferry report clip.mp4
frameferry report answers.jsonl -o answers.html
`;

function addStatusCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("status"),
    "show every job that is on record, with its counts",
    STATUS_EXAMPLES,
  )
    .addOption(
      new Option(
        "--prune",
        "remove the jobs whose source is gone, and those that are finished and old",
      ).helpGroup("Main options:"),
    )
    .action(async () => {
      if (command.opts()["prune"] === true) {
        const { pruneCommand } = await import("./prune-command.ts");
        return setExitCode(await pruneCommand(command));
      }
      const { statusCommand } = await import("./status-command.ts");
      setExitCode(await statusCommand(command));
    });
  addFlags(command, PRUNE_FLAGS, pruneSchema);
  addDryRunFlag(command);
  addJsonFlag(command);
}

const STATUS_EXAMPLES = `
frameferry status
frameferry status --json
frameferry status --prune --older-than 7d --dry-run
`;

function addForgetCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("forget"),
    "remove jobs: their ledgers, their results and their spools, but no image of yours",
    FORGET_EXAMPLES,
  )
    .argument("<source...>", SOURCES)
    .action(async (sources: readonly string[]) => {
      const { forgetCommand } = await import("./forget-command.ts");
      setExitCode(await forgetCommand(sources, command));
    });
  addFlags(command, FORGET_FLAGS, forgetSchema);
  addDryRunFlag(command);
  addJsonFlag(command);
}

const FORGET_EXAMPLES = `
frameferry forget clip.mp4
frameferry forget clip.mp4-3f2a9c01b4d7 --dry-run
frameferry forget ./incoming --with-failures
`;
