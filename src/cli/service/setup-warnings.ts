import { statSync } from "node:fs";
import type { ServiceSetup } from "./service-setup.ts";

/** True for what lies in a home, which a service does not see unless its unit says so. */
export function isInHome(path: string): boolean {
  return /^\/(?:home|root|run\/user)(?:\/|$)/u.test(path);
}

/** What a unit of systemd cannot give to a site, a sentence each. @param named all paths that the site names. */
export function unitWarnings(setup: ServiceSetup, named: readonly string[]): readonly string[] {
  return [
    ...installationWarning(setup),
    ...homeWarning(setup, named),
    ...temporaryWarning(setup, named),
    ...missingWarning(setup),
    ...ownerWarning(setup),
  ];
}

function installationWarning({ node, program }: ServiceSetup): readonly string[] {
  const inHomes = [node, program].filter(isInHome);
  if (inHomes.length === 0) return [];
  return [
    `${inHomes.join(" and ")} ${isOrAre(inHomes)} in a home folder: a service needs Node and frameferry where every user may read them and they stay, such as those of your system's packages and npm install -g`,
  ];
}

function homeWarning({ file, workingFolder }: ServiceSetup, named: readonly string[]) {
  const inHomes = [...new Set([file, workingFolder, ...named])].filter(isInHome);
  if (inHomes.length === 0) return [];
  return [
    `${inHomes.join(", ")} ${isOrAre(inHomes)} in a home folder: the user of the service must be allowed into it, or they have to lie elsewhere`,
  ];
}

function temporaryWarning({ file, workingFolder }: ServiceSetup, named: readonly string[]) {
  const hidden = [...new Set([file, workingFolder, ...named])].filter((path) =>
    /^(?:\/var)?\/tmp(?:\/|$)/u.test(path),
  );
  if (hidden.length === 0) return [];
  return [
    `the service has a /tmp of its own, in which there is no ${hidden.join(", ")}: choose another folder`,
  ];
}

function missingWarning({ writtenFolders, user }: ServiceSetup): readonly string[] {
  const missing = writtenFolders.filter((folder) => modeOf(folder) === null);
  if (missing.length === 0) return [];
  const owner = user === null ? "" : `-o ${user} `;
  return [
    `the service can make no folders outside of its own; before its start: sudo install -d ${owner}${missing.map(shellWord).join(" ")}`,
  ];
}

/** A user that systemd makes up owns nothing. */
function ownerWarning({ writtenFolders, user }: ServiceSetup): readonly string[] {
  const closed = writtenFolders.filter((folder) => ((modeOf(folder) ?? 0) & OTHERS_WRITE) === 0);
  if (user !== null || closed.length === 0) return [];
  return [
    `the service runs as a user that systemd makes up, who may not write to ${closed.join(", ")}: name one who may with --user`,
  ];
}

const OTHERS_WRITE = 0o002;

/** Permissions of a folder; `null` if it is missing. */
function modeOf(folder: string): number | null {
  return statSync(folder, { throwIfNoEntry: false })?.mode ?? null;
}

function shellWord(path: string): string {
  return /^[\w/.:@%+,=-]+$/u.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function isOrAre({ length }: readonly unknown[]): string {
  return length === 1 ? "is" : "are";
}
