import { randomBytes } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isAbsence } from "../../../core/files/system-error.ts";
import { controlSocket } from "../../../core/platform/control-socket.ts";
import { isSocketFile } from "../../../core/platform/socket-files.ts";

/** A site at work, as it is on record in its state folder. */
export interface SiteRecord {
  /** Absolute path of the site file. */
  readonly file: string;
  readonly pid: number;
  /** Path of its control socket; on Windows the name of a pipe. */
  readonly socket: string;
}

/** Folder of the records and sockets of sites. @param state the state folder. */
export function sitesFolder(state: string): string {
  return join(state, "sites");
}

/** Where the record and the socket of a new site go. */
export function newSitePlaces(state: string): { readonly record: string; readonly socket: string } {
  const id = randomBytes(6).toString("hex");
  const record = join(sitesFolder(state), `${id}.json`);
  const places = { folder: sitesFolder(state), shortFolder: tmpdir() };
  return { record, socket: controlSocket(places, id) };
}

/** All records in a state folder, those of sites that were killed, too. */
export async function siteRecords(
  state: string,
): Promise<readonly (SiteRecord & { readonly path: string })[]> {
  const folder = sitesFolder(state);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsence(error)) return [];
    throw error;
  });
  const records = names
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map(async (name) => await readRecord(join(folder, name)));
  return (await Promise.all(records)).filter((record) => record !== null);
}

/** `null` for one that has just gone, or is not whole. */
async function readRecord(path: string): Promise<(SiteRecord & { readonly path: string }) | null> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isAbsence(error)) return null;
    throw error;
  });
  // It is written at once: one that is not whole was cut off by a full disk.
  return text === null || !text.endsWith("}")
    ? null
    : { ...(JSON.parse(text) as SiteRecord), path };
}

/** Removes what a site has left that is at work no more. */
export async function removeRecord({
  path,
  socket,
}: {
  readonly path: string;
  readonly socket: string;
}): Promise<void> {
  await rm(path, { force: true });
  if (!isSocketFile()) return;
  const folder = dirname(socket);
  const isElsewhere = folder !== dirname(path);
  await rm(isElsewhere ? folder : socket, { recursive: true, force: true });
}
