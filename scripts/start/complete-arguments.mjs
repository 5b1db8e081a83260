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

/**
 * Adds what a newcomer left out of the arguments of `run`: the demo video, the demo service.
 * @param {readonly string[]} args
 * @param {string} demoVideo
 */
export function completeArguments(args, demoVideo) {
  const hasVideo = args.some((arg, at) => !isFlag(arg) && !takesValue(args[at - 1]));
  const hasService =
    args.some((arg) => /^--(to|demo)(=|$)/.test(arg)) || process.env["FRAMEFERRY_TO"];
  return [...(hasVideo ? [] : [demoVideo]), ...args, ...(hasService ? [] : ["--demo"])];
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
