import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

/**
 * Where a user's commands may lie.
 * @typedef {object} Machine
 * @property {string} home the user's own folder
 * @property {string} path the variable PATH
 */

/**
 * @typedef {object} Place
 * @property {string} folder
 * @property {boolean} isOnPath whether shells look there now
 */

/**
 * The folder for the command: the first one that the path has and that may be written to, else `~/.local/bin`.
 * @param {Machine} machine
 * @returns {Place}
 */
export function choosePlace(machine) {
  const searched = foldersOf(machine.path);
  const found = placesOf(machine).find((folder) => searched.includes(folder) && isOpen(folder));
  return { folder: found ?? ownFolder(machine), isOnPath: found !== undefined };
}

/**
 * The user's own folders go before the one that all users share.
 * @param {Machine} machine
 */
export function placesOf(machine) {
  return [ownFolder(machine), join(machine.home, "bin"), "/usr/local/bin"];
}

/** @param {Machine} machine */
function ownFolder({ home }) {
  return join(home, ".local", "bin");
}

/** @param {string} path */
export function foldersOf(path) {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => resolve(folder));
}

/**
 * Whether a link can be put there, if need be after the folder is made.
 * @param {string} folder
 * @returns {boolean}
 */
function isOpen(folder) {
  if (!existsSync(folder)) return folder !== dirname(folder) && isOpen(dirname(folder));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
