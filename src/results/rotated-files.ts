import { randomUUID } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { isAbsence } from "../core/files/system-error.ts";
import type { OlderFile } from "./rotation-policy.ts";
import { renameOver } from "../core/platform/rename-over.ts";

/** A unique time stamp for file names: `2026-11-30T12-13-20.123-9f3a07c1`. */
export function uniqueTimestamp(time: Date): string {
  const moment = time.toISOString().replaceAll(":", "-").replace("Z", "");
  return `${moment}-${randomUUID().slice(0, 8)}`;
}

const STAMP = String.raw`\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}-[0-9a-f]{8}`;
/** Names of default results files, rotated or not. */
const OWN_FILE = new RegExp(`^${STAMP}(?:-${STAMP})?\\.jsonl$`, "u");

/**
 * Rotates a results file within its folder, in one step: it becomes
 * `out-2026-11-30T12-13-20.123-9f3a07c1.jsonl`. Sorted by name, older files come first.
 *
 * @returns the new name, without its folder; `null` if another program was faster.
 */
export async function rotateFile(path: string, now: Date): Promise<string | null> {
  const extension = extname(path);
  const name = `${path.slice(0, path.length - extension.length)}-${uniqueTimestamp(now)}${extension}`;
  try {
    await renameOver(path, name);
    return basename(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return null;
  }
}

/**
 * Older results files beside one: those rotated from it and, in the job's own folder, those of earlier
 * runs. Files of any other name are ignored.
 */
export async function olderFiles(
  path: string,
  isOwnFolder: boolean,
  nowMs: number,
): Promise<readonly OlderFile[]> {
  const folder = dirname(path);
  const isOlder = isOwnFolder ? (name: string) => OWN_FILE.test(name) : rotatedFrom(basename(path));
  const names = (await readdir(folder)).filter((name) => name !== basename(path) && isOlder(name));
  const files = names.map(async (name): Promise<OlderFile | null> => {
    const stats = await lstat(join(folder, name)).catch(() => null);
    if (stats === null || !stats.isFile()) return null;
    // A clock that had not been set yet gives no age.
    const ageMs = stats.mtimeMs < FIRST_MS ? 0 : nowMs - stats.mtimeMs;
    return { name, byteLength: stats.size, ageMs };
  });
  return (await Promise.all(files)).filter((file) => file !== null);
}

/** Paths of a file and of those that were set aside from it, the oldest first. */
export async function withRotatedFiles(path: string): Promise<readonly string[]> {
  const isRotated = rotatedFrom(basename(path));
  const names = (await readdir(dirname(path))).filter(isRotated).toSorted();
  return [...names.map((name) => join(dirname(path), name)), path];
}

/** Paths of the default results files in a job's own folder, the oldest first. */
export async function ownResultsFiles(folder: string): Promise<readonly string[]> {
  try {
    // A dash comes before a point: what was set aside from a file comes before the file.
    const names = (await readdir(folder)).filter((name) => OWN_FILE.test(name)).toSorted();
    return names.map((name) => join(folder, name));
  } catch (error) {
    if (!isAbsence(error)) throw error;
    return [];
  }
}

/** Earlier times are impossible: there was no frameferry. */
const FIRST_MS = Date.UTC(2025, 0, 1);

function rotatedFrom(name: string): (candidate: string) => boolean {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const between = new RegExp(`^-${STAMP}$`, "u");
  return (candidate) =>
    candidate.startsWith(stem) &&
    candidate.endsWith(extension) &&
    between.test(candidate.slice(stem.length, candidate.length - extension.length));
}
