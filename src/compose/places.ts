import { randomUUID } from "node:crypto";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import type { RecordOptions } from "../options/record-options.ts";

/** Where a run keeps what it writes. */
export interface RunPlaces {
  /** Folder for frames that go once they are delivered. */
  readonly spool: string;
  readonly results: string;
}

/**
 * A folder of its own for every run, named after its beginning and its source.
 *
 * @param source the video's or the folder's path, or any other word for where the frames come from.
 */
export function runPlaces(
  source: string,
  { stateFolder: named, resultsFile }: RecordOptions,
  now: Date = new Date(),
  tag: string = randomUUID().slice(0, 8),
): RunPlaces {
  const stamp = now.toISOString().replaceAll(":", "-").replace("Z", "");
  const name = basename(resolve(source)).slice(0, LONGEST_NAME);
  const folder = join(stateFolder(named), "runs", `${stamp}-${tag}-${name}`);
  return {
    spool: join(folder, "frames"),
    results: resolve(resultsFile ?? join(folder, "results.jsonl")),
  };
}

/** Of a source's name in that of its run: with three bytes a character it fits the 255 of a file system. */
const LONGEST_NAME = 60;

/** The state folder, by the XDG base directory specification where none is named. */
export function stateFolder(named: string | null): string {
  if (named !== null) return resolve(named);
  return join(process.env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "frameferry");
}
