import { existsSync } from "node:fs";

/** Flags of `run` without a value: what follows any other flag is its value, not the video. */
const switches = new Set([
  "--camera-insecure",
  "--demo",
  "--discard-corrupt",
  "--dry-run",
  "--fire-and-forget",
  "--help",
  "--insecure",
  "--json",
  "--keyframes",
  "--metadata",
  "--nearest-keyframe",
  "--no-discard-corrupt",
  "--quiet",
  "--restart",
  "--results-overwrite",
  "--retry-failed",
  "--square-pixels",
  "--tone-map",
  "--verbose",
]);

/** The commands of frameferry, and whether they need a service. */
export const commands = new Map([
  ["run", true],
  ["watch", true],
  ["send", true],
  ["work", true],
  ["up", false],
  ["validate", false],
  ["config", false],
  ["service", false],
  ["reload", false],
  ["pause", false],
  ["resume", false],
  ["drain", false],
  ["logs", false],
  ["failures", false],
  ["resubmit", false],
  ["status", false],
  ["forget", false],
  ["export", false],
  ["annotate", false],
  ["report", false],
  ["preview", false],
  ["tune", false],
  ["serve", false],
  ["doctor", false],
  ["broker", false],
  ["results", false],
  ["help", false],
  ["completion", false],
]);

/**
 * The command line for what stands behind `npm start --`: a command of frameferry with its arguments, or
 * those of `run`. What was left out is added: the command, the demo video, the demo service.
 * @param {readonly string[]} args
 * @param {string} demoVideo
 */
export function completeCommand(args, demoVideo) {
  const [first = "", ...rest] = args;
  if (first === "--version" || first === "-V") return args;
  const isCommand = commands.has(first);
  if (first === "run") return ["run", ...completeArguments(rest, demoVideo)];
  if (isCommand)
    return commands.get(first) && !namesService(rest) ? [first, "--demo", ...rest] : args;
  // A word that is no file is a command that is mistyped: frameferry says which one was meant.
  const isMistyped = /^[a-z]+$/.test(first) && !existsSync(first);
  return isMistyped ? args : ["run", ...completeArguments(args, demoVideo)];
}

/**
 * Adds what a newcomer left out of the arguments of `run`: the demo video, the demo service and, with it, a report to
 * look at.
 * @param {readonly string[]} args
 * @param {string} demoVideo
 */
export function completeArguments(args, demoVideo) {
  const hasVideo = args.some((arg, at) => !isFlag(arg) && !takesValue(args[at - 1]));
  const demo = namesService(args) ? [] : ["--demo", ...reportFor(args)];
  return [...(hasVideo ? [] : [demoVideo]), ...args, ...demo];
}

/** Where the report goes; nowhere if nothing is run, or the user has named a place. @param {readonly string[]} args */
function reportFor(args) {
  const isWanted = !args.some((arg) => /^(?:--report(?:=|$)|--help$|-h$|--dry-run$|-n$)/.test(arg));
  return isWanted ? ["--report", "frameferry-report.html"] : [];
}

/** @param {readonly string[]} args */
function namesService(args) {
  return args.some((arg) => /^--(to|demo)(=|$)/.test(arg)) || Boolean(process.env["FRAMEFERRY_TO"]);
}

/** @param {string} [flag] */
function takesValue(flag = "") {
  const isSwitch = switches.has(flag) || flag.startsWith("--no-") || /^-[hnqv]+$/.test(flag);
  return isFlag(flag) && !flag.includes("=") && !isSwitch;
}

/** A dash alone is a video on standard input. @param {string} word */
function isFlag(word) {
  return word.startsWith("-") && word !== "-";
}
