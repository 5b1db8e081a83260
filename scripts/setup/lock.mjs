import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupFailure, say } from "./failure.mjs";

/** Longer than any set-up takes: an older lock was left by a machine that went down. */
const staleAfterMs = 20 * 60_000;

/**
 * Lets one set-up at a time work in a clone.
 * @param {string} root
 * @returns {Promise<() => void>} gives the lock back
 */
export async function lock(root) {
  const file = join(root, ".setup.lock");
  for (let isFirst = true; !take(file); isFirst = false) {
    const owner = ownerOf(file);
    if (owner === undefined) continue;
    if (isFirst) say(`waiting for the set-up that process ${owner} is running`);
    await sleep(200);
  }
  const unlock = () => rmSync(file, { force: true });
  process.once("exit", unlock);
  return unlock;
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    if (!hasCode(error, "EACCES", "EPERM", "EROFS")) throw error;
    throw new SetupFailure(
      `${dirname(file)} must be set up, and may not be written to here: run \`npm run setup\` in it as its owner, then run this again.`,
    );
  }
}

/**
 * The living process that holds the lock; a lock without one is removed.
 * @param {string} file
 */
function ownerOf(file) {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    const ageMs = Date.now() - statSync(file).mtimeMs;
    // Between its creation and its first byte a lock is empty, not stale.
    if (pid === 0 && ageMs < 1000) return pid;
    if (ageMs < staleAfterMs && isAlive(pid)) return pid;
    rmSync(file, { force: true });
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
  return undefined;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/**
 * @param {unknown} error
 * @param {string[]} codes
 */
function hasCode(error, ...codes) {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
