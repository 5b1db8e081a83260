import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { SetupFailure } from "../setup/failure.mjs";
import { foldersOf, placesOf } from "./choose-place.mjs";

const name = "frameferry";

/**
 * Links the command in a folder to a clone's launcher. A link to the launcher of another clone is replaced.
 * @param {string} launcher
 * @param {{ folder: string }} place
 * @returns {string} the path of the link
 * @throws {SetupFailure} if something else has the name, or the folder cannot be written to
 */
export function addLink(launcher, { folder }) {
  const link = join(folder, name);
  const present = targetOf(link);
  if (present === launcher) return link;
  if (present !== undefined && !present.endsWith(join("scripts", name)))
    throw new SetupFailure(
      `${link} is there, and no link of this command: remove or rename it, then run this again.`,
    );
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(launcher, link);
  } catch (error) {
    throw new SetupFailure(`cannot make the link ${link}: ${reasonOf(error)}`);
  }
  return link;
}

/**
 * Removes all links to a clone's launcher from where commands lie; other clones keep theirs.
 * @param {string} launcher
 * @param {import("./choose-place.mjs").Machine} machine
 * @returns {string[]} the paths of the removed links
 */
export function removeLinks(launcher, machine) {
  const folders = new Set([...placesOf(machine), ...foldersOf(machine.path)]);
  const links = [...folders].map((folder) => join(folder, name));
  const own = links.filter((link) => targetOf(link) === launcher);
  for (const link of own)
    try {
      rmSync(link);
    } catch (error) {
      throw new SetupFailure(`cannot remove ${link}: ${reasonOf(error)}`);
    }
  return own;
}

/**
 * Where a link leads, even if nothing is there any more.
 * @param {string} path
 * @returns {string | undefined} `undefined`: nothing has this path; the path itself where it is no link
 */
function targetOf(path) {
  try {
    return resolve(path, "..", readlinkSync(path));
  } catch {
    return existsSync(path) ? path : undefined;
  }
}

/** @param {unknown} error */
function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}
