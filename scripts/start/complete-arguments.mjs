import { existsSync } from "node:fs";

/** Flags of `run` without a value: what follows any other flag is its value, not the video. */
const switches = new Set([
  "--demo",
  "--dry-run",
  "--help",
  "--insecure",
  "--json",
  "--metadata",
  "--quiet",
  "--restart",
  "--results-overwrite",
  "--retry-failed",
  "--square-pixels",
  "--tone-map",
  "--verbose",
]);

/** The commands of frameferry, and whether they need a service. */
const commands = new Map([
  ["run", true],
  ["watch", true],
  ["send", true],
  ["failures", false],
  ["resubmit", false],
  ["status", false],
  ["forget", false],
  ["export", false],
  ["tune", false],
  ["serve", false],
  ["doctor", false],
  ["help", false],
]);

/**
 * The command line for what stands behind `npm start --`: a command of frameferry with its arguments, or
 * those of `run`. What was left out is added: the command, the demo video, the demo service.
 * @param {readonly string[]} args
 * @param {string} demoVideo
 */
export function completeCommand(args, demoVideo) {
  const [first = "", ...rest] = args;
  const isCommand = commands.has(first);
  if (first === "run") return ["run", ...completeArguments(rest, demoVideo)];
  if (isCommand)
    return commands.get(first) && !namesService(rest) ? [first, "--demo", ...rest] : args;
  // A word that is no file is a command that is mistyped: frameferry says which one was meant.
  const isMistyped = /^[a-z]+$/.test(first) && !existsSync(first);
  return isMistyped ? args : ["run", ...completeArguments(args, demoVideo)];
}

/**
 * Adds what a newcomer left out of the arguments of `run`: the demo video, the demo service.
 * @param {readonly string[]} args
 * @param {string} demoVideo
 */
export function completeArguments(args, demoVideo) {
  const hasVideo = args.some((arg, at) => !isFlag(arg) && !takesValue(args[at - 1]));
  return [...(hasVideo ? [] : [demoVideo]), ...args, ...(namesService(args) ? [] : ["--demo"])];
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
