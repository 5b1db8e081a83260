import { type Command, InvalidArgumentError, Option } from "commander";
import { didYouMean } from "../../options/did-you-mean.ts";
import { alsoFromEnvironment } from "./flags.ts";

/** Form of the output on standard error. */
export interface LogStyle {
  readonly logFormat: "text" | "json";
  readonly color: "auto" | "always" | "never";
}

/** Amount and form of the output on standard error. */
export interface Reporting extends LogStyle {
  /** -1 errors only, 0 usual, 1 each frame, 2 also each request and ffmpeg's own lines. */
  readonly verbosity: number;
  /** True if a live block may be drawn on a terminal. */
  readonly hasProgress: boolean;
  /** True if standard output gets one JSON object at the end. */
  readonly isJson: boolean;
}

/**
 * Adds the flags that every command that works for long shares.
 *
 * @param hasVerbose true if it can say more than usual.
 */
export function addReportingFlags(command: Command, hasVerbose = true): void {
  const add = (option: Option): void => void command.addOption(option.helpGroup(GROUP));
  add(
    alsoFromEnvironment(
      new Option("--json", "print one JSON object as the last line of standard output"),
      "FRAMEFERRY_JSON",
    ),
  );
  add(alsoFromEnvironment(new Option("-q, --quiet", "print errors only"), "FRAMEFERRY_QUIET"));
  if (hasVerbose)
    add(
      new Option("-v, --verbose", "print each frame; -vv also each request and ffmpeg's lines")
        .argParser((_, previous: number) => previous + 1)
        .default(0, ""),
    );
  add(new Option("--no-progress", "print a line every few seconds instead of a live block"));
  add(
    alsoFromEnvironment(
      new Option(
        "--log-format <format>",
        "form of what goes to standard error: text or json (default: text)",
      ),
      "FRAMEFERRY_LOG_FORMAT",
    )
      .choices(["text", "json"])
      .argParser((value) => oneOfChoices(value, ["text", "json"]))
      .default("text"),
  );
  add(
    alsoFromEnvironment(
      new Option(
        "--color <when>",
        "colors on standard error: auto, always or never (default: auto)",
      ),
      "FRAMEFERRY_COLOR",
    )
      .choices(["auto", "always", "never"])
      .argParser((value) => oneOfChoices(value, ["auto", "always", "never"]))
      .default("auto"),
  );
  addNoColorFlag(command);
}

export function addNoColorFlag(command: Command): void {
  const option = new Option(
    "--no-color",
    "no colors; the environment variable NO_COLOR does the same",
  );
  command.addOption(option.helpGroup(GROUP));
}

const GROUP = "Output and help:";

function oneOfChoices(value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  const list = choices.join(", ");
  throw new InvalidArgumentError(`It must be one of ${list}${didYouMean(value, choices)}`);
}

export function readReporting(command: Command): Reporting {
  const { quiet, verbose = 0, progress, json } = command.opts();
  return {
    ...readLogStyle(command),
    verbosity: quiet === true ? -1 : (verbose as number),
    hasProgress: progress !== false,
    isJson: json === true,
  };
}

/** Also for a command that lacks some of the flags. */
export function readLogStyle(command: Command): LogStyle {
  const { logFormat = "text", color = "auto" } = command.opts();
  return {
    logFormat: logFormat as LogStyle["logFormat"],
    color: color === false ? "never" : (color as LogStyle["color"]),
  };
}
