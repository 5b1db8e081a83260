import { chmod } from "node:fs/promises";
import { runProgram } from "../../core/concurrency/run-program.ts";
import { scriptCommand } from "../../core/platform/child-programs.ts";
import { mayHaveBrew, platformName } from "../../core/platform/this-system.ts";
import { isSystemError } from "../../core/files/system-error.ts";
import { makeFolder } from "../../core/files/make-folder.ts";
import { FFMPEG_PACKAGE, ownFfmpegFolder, ownFfmpegPath } from "../../slicer/own-ffmpeg.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** A way to get an ffmpeg. */
interface Way {
  readonly name: string;
  /** @returns why it failed; `null` if it did not. */
  readonly get: () => Promise<string | null>;
}

/**
 * Installs an ffmpeg with the first way that works: the system's packages, then npm.
 *
 * @param say tells what is done next.
 */
export async function fixFfmpeg(say: (text: string) => void): Promise<Finding> {
  const reasons: string[] = [];
  for (const { name, get } of await waysToGet()) {
    say(`installing ffmpeg with ${name}`);
    const reason = await get();
    if (reason === null) return ok("fix", `ffmpeg was installed with ${name}`);
    reasons.push(`${name}: ${reason}`);
  }
  return problem(
    "fix",
    `ffmpeg could not be installed (${reasons.join("; ")})`,
    "install one (https://ffmpeg.org/download.html), and name it with --ffmpeg or FFMPEG_PATH",
  );
}

/** The system's first: its ffmpeg is newer than the one that npm has. */
async function waysToGet(): Promise<readonly Way[]> {
  const ways: Way[] = [];
  const isRoot = process.getuid?.() === 0;
  if (isRoot && (await works("apt-get"))) ways.push({ name: "apt-get", get: fromApt });
  if (mayHaveBrew() && (await works("brew")))
    ways.push({
      name: "brew",
      get: async () => await failureOf(["brew", "install", "--quiet", "ffmpeg"]),
    });
  const npm = `npm (${FFMPEG_PACKAGE}, in ${ownFfmpegFolder()})`;
  return [...ways, { name: npm, get: fromNpm }];
}

async function fromApt(): Promise<string | null> {
  const apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "--quiet"];
  const install = [...apt, "install", "--yes", "--no-install-recommends", "ffmpeg"];
  if ((await failureOf(install)) === null) return null;
  // A fresh container has no package lists yet.
  await failureOf([...apt, "update"]);
  return await failureOf(install);
}

async function fromNpm(): Promise<string | null> {
  const folder = ownFfmpegFolder();
  try {
    await makeFolder(folder);
  } catch (error) {
    return (error as Error).message;
  }
  const quiet = ["--no-save", "--no-package-lock", "--ignore-scripts", "--loglevel=error"];
  const reason = await failureOf(["npm", "install", "--prefix", folder, ...quiet, FFMPEG_PACKAGE]);
  if (reason !== null) return reason;
  try {
    await chmod(ownFfmpegPath(), 0o755);
    return null;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return `it brought no binary for ${platformName()} ${process.arch}`;
  }
}

async function works(program: string): Promise<boolean> {
  return (await failureOf([program, "--version"])) === null;
}

/** @returns the last line of a program that failed; `null` for one that did not. */
async function failureOf(command: readonly string[]): Promise<string | null> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { words, ...started } = scriptCommand(command, env);
  const limits = { timeoutMs: MAX_MS, maxLength: 100_000, ...started };
  const end = await runProgram(words, limits, new AbortController().signal);
  if (end.startFault !== null) return `${command[0]} cannot be started: ${end.startFault.code}`;
  if (end.exitCode === 0) return null;
  if (end.hasTimedOut) return `no end after ${MAX_MS / 60_000} minutes`;
  const lines = `${end.stdout}\n${end.stderr}`.trim().split("\n");
  return lines.at(-1) || `ended with ${end.signal ?? end.exitCode}`;
}

const MAX_MS = 10 * 60_000;
