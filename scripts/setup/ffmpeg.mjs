import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { SetupFailure, say } from "./failure.mjs";
import { waysToGet } from "./get-ffmpeg.mjs";
import { run as runTool } from "./run.mjs";

const remedy =
  "Install ffmpeg (https://ffmpeg.org/download.html) or set FFMPEG_PATH to one, then run this again.";

/** @param {string} root */
export async function isDone(root) {
  for (const candidate of candidates(root)) if (await works(candidate)) return true;
  return false;
}

/** @param {string} root */
export async function run(root) {
  const chosen = process.env.FFMPEG_PATH;
  // An explicit choice is never replaced behind the user's back.
  if (chosen) throw new SetupFailure(`FFMPEG_PATH names ${chosen}, which does not run. ${remedy}`);

  const reasons = [];
  for (const way of await waysToGet()) {
    say(`no working ffmpeg found: installing it with ${way.name}`);
    const reason = await way.get(root);
    if (await isDone(root)) return;
    reasons.push(`${way.name}: ${reason ?? "what it installed does not run"}`);
  }
  throw new SetupFailure(
    `no working ffmpeg, and none could be installed (${reasons.join("; ")}). ${remedy}`,
  );
}

/**
 * The places where the program itself looks, in its order.
 * @param {string} root
 */
function candidates(root) {
  const chosen = process.env.FFMPEG_PATH;
  if (chosen) return [chosen];
  const exe = process.platform === "win32" ? "ffmpeg.exe" : "ffmpeg";
  const installed = join("@ffmpeg-installer", `${process.platform}-${process.arch}`, exe);
  const data = process.env.XDG_DATA_HOME || join(homedir(), ".local", "share");
  return [
    join(root, "node_modules", "ffmpeg-static", exe),
    "ffmpeg",
    join(root, "node_modules", installed),
    // The one that the doctor has installed, for a program without a folder of its own.
    join(data, "frameferry", "ffmpeg", "node_modules", installed),
  ];
}

/**
 * Run, not looked for: a file of another platform, or one that lacks a library, is no ffmpeg.
 * @param {string} binary
 */
async function works(binary) {
  if (isAbsolute(binary) && !existsSync(binary)) return false;
  const { ok, output } = await runTool(binary, ["-version"], {
    signal: AbortSignal.timeout(10_000),
  });
  return ok && output.startsWith("ffmpeg version");
}
