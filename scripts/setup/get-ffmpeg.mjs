import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./npm.mjs";
import { run } from "./run.mjs";

/** @typedef {{ name: string, get: (root: string) => Promise<string | undefined> }} Way get: why it failed */

/*
 * `src/cli/doctor/fix-ffmpeg.ts` goes the same ways, and is not shared: this one runs before there is a build, under a Node
 * 20 that reads no TypeScript, and installs into the clone; that one installs into the data folder of a user, within
 * limits of time and with the errors of the program. A module of both would hold little more than the list of ways.
 */

/**
 * The system's package manager first: its ffmpeg is newer than the one npm carries.
 * @returns {Promise<readonly Way[]>}
 */
export async function waysToGet() {
  const ways = [{ name: "npm (@ffmpeg-installer/ffmpeg)", get: fromNpm }];
  const isRoot = process.getuid?.() === 0;
  if (isRoot && (await run("apt-get", ["--version"])).ok)
    ways.unshift({ name: "apt-get", get: fromApt });
  if (process.platform === "darwin" && (await run("brew", ["--version"])).ok)
    ways.unshift({ name: "brew", get: fromBrew });
  return ways;
}

async function fromApt() {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "--yes", "--quiet", "--no-install-recommends", "ffmpeg"];
  const wait = ["-o", "DPkg::Lock::Timeout=120"];
  const first = await run("apt-get", [...wait, ...install], { env });
  if (first.ok) return undefined;
  // A fresh container has no package lists yet.
  await run("apt-get", [...wait, "update", "--quiet"], { env });
  return failureOf(await run("apt-get", [...wait, ...install], { env }));
}

async function fromBrew() {
  return failureOf(await run("brew", ["install", "--quiet", "ffmpeg"]));
}

/**
 * Installed aside and moved in: an `npm install` in the clone itself would touch, prune and
 * resolve again everything that the lockfile has put there.
 * @param {string} root
 */
async function fromNpm(root) {
  const modules = join(root, "node_modules");
  mkdirSync(modules, { recursive: true });
  const aside = mkdtempSync(join(modules, ".ffmpeg-"));
  try {
    const quiet = ["--no-save", "--no-package-lock", "--ignore-scripts", "--loglevel=error"];
    await npm(root, ["install", "--prefix", aside, ...quiet, "@ffmpeg-installer/ffmpeg@1"]);
    const scope = join(aside, "node_modules", "@ffmpeg-installer");
    const binary = join(scope, `${process.platform}-${process.arch}`, "ffmpeg");
    if (process.platform !== "win32") chmodSync(binary, 0o755);
    rmSync(join(modules, "@ffmpeg-installer"), { recursive: true, force: true });
    renameSync(scope, join(modules, "@ffmpeg-installer"));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** @param {{ ok: boolean, output: string }} result */
function failureOf({ ok, output }) {
  return ok ? undefined : (output.split("\n").at(-1) ?? "failed without a word");
}
