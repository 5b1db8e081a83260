import { isShortSend } from "./short-send.ts";

/**
 * True for a command that runs for months: a watched folder, a worker, a site, a camera. A video from a web server has
 * an end, and cannot be told from a camera there by its address.
 *
 * @param words as `process.argv`.
 */
export function runsForMonths([, , command = "", ...rest]: readonly string[]): boolean {
  return ENDLESS.has(command) || (command === "run" && rest.some((word) => CAMERA.test(word)));
}

/** True for what runs for months, and for what may have a long list of images. @param words as `process.argv`. */
export function mayTakeHours(words: readonly string[]): boolean {
  const [, , command = ""] = words;
  if (command === "send") return !isShortSend(words);
  return runsForMonths(words) || command === "resubmit" || command === "tune";
}

const ENDLESS: ReadonlySet<string> = new Set(["watch", "work", "up"]);
const CAMERA = /^(?:(?:rtsps?|rtmps?|srt|udp|v4l2|lavfi):|\/dev\/video\d)/u;
