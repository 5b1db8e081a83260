import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupFailure, say } from "./failure.mjs";
import { npm } from "./npm.mjs";
import { run as runTool } from "./run.mjs";

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} Packages */

/**
 * Whether node_modules holds what the lockfile says. npm's own record of what it installed is the
 * truth here: it also knows of an `npm install` by hand, and is missing after an interrupted one.
 * @param {string} root
 */
export async function isDone(root) {
  const wanted = packagesOf(join(root, "package-lock.json"));
  const present = packagesOf(join(root, "node_modules", ".package-lock.json"));
  if (present === undefined || wanted === undefined || leftOut(root).length > 0) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = present[path];
    if (path === "" || (found === undefined && isOptional(entry))) return true;
    return found?.version === entry.version && found?.integrity === entry.integrity;
  });
}

/** @param {string} root */
export async function run(root) {
  say("installing packages from package-lock.json (npm ci, about half a minute)");
  await npm(root, ["ci", "--loglevel=error"]);
  await checkPinnedNode(root);
  if (leftOut(root).length === 0) return;
  // The pinned Node is new enough for them, and npm replaces nothing that is there.
  const own = join(root, "node_modules", ".bin", "node");
  await npm(root, ["install", "--no-save", "--loglevel=error"], existsSync(own) ? own : undefined);
}

/**
 * Packages that the build needs and that are missing: the npm of an old Node leaves out, without a word, optional ones
 * that need a newer Node.
 * @param {string} root
 */
function leftOut(root) {
  const { optionalDependencies = {} } =
    /** @type {{ optionalDependencies?: Record<string, string> }} */ (
      JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
    );
  const needed = Object.keys(optionalDependencies).filter((name) => name !== "ffmpeg-static");
  return needed.filter((name) => !existsSync(join(root, "node_modules", name)));
}

/**
 * A pinned Node that does not run here (another libc, say) would shadow one that does.
 * @param {string} root
 */
async function checkPinnedNode(root) {
  const pinned = join(root, "node_modules", ".bin", "node");
  if ((await runTool(pinned, ["-v"], { shell: process.platform === "win32" })).ok) return;
  rmSync(pinned, { force: true });
  if (isRecent(process.versions.node)) return;
  throw new SetupFailure(
    `frameferry needs Node 22.22 or newer, this is ${process.versions.node}, and the npm package \`node\`, which would bring its own, does not run here: install Node 24 from https://nodejs.org, then run this again.`,
  );
}

/** @param {string} version */
function isRecent(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 22);
}

/** @param {Packages[string]} entry */
function isOptional(entry) {
  return entry.optional === true || entry.devOptional === true;
}

/**
 * @param {string} lockfile
 * @returns {Packages | undefined} undefined: there is none
 */
function packagesOf(lockfile) {
  try {
    const parsed = /** @type {{ packages: Packages }} */ (
      JSON.parse(readFileSync(lockfile, "utf8"))
    );
    return parsed.packages;
  } catch {
    return undefined;
  }
}
