import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { realPath } from "../../core/files/real-path.ts";
import { option } from "../../core/option-spelling.ts";
import { jobFolder, type JobSource } from "../../ledger/job-folder.ts";
import type { JobInfo } from "../../ledger/job-info.ts";
import type { RecordOptions } from "../../options/record-options.ts";
import { uniqueTimestamp } from "../../results/rotated-files.ts";
import { type Destination, destinationName, recordableDestination } from "../destination.ts";

/** Paths of the files that a job writes. */
export interface JobPaths {
  /** Folder of the ledger, and of all else. */
  readonly folder: string;
  /** Folder for frames that go once they are delivered. */
  readonly spool: string;
  /** The results file of this run. */
  readonly results: string;
  /** Name under which the ledger knows the service, or all of them. */
  readonly service: string;
  /** Address of the service as given by `--to`; `null` if it may not be put on record. */
  readonly address: string | null;
}

/** A folder for every job, found again by its source and service, and a results file for every run. */
export function jobPaths(source: JobSource, options: RecordOptions & Destination): JobPaths {
  const { serviceName } = options;
  const service = serviceName ?? destinationName(options);
  const address = serviceName === null ? recordableDestination(options) : null;
  const folder = jobFolder(stateFolder(options.state), { source, service });
  return jobPathsIn(folder, { service, address }, options);
}

/** The places of a job that is on record. @param folder the job's. */
export function jobPathsIn(
  folder: string,
  { service, address }: Pick<JobInfo, "service" | "address">,
  { results: resultsFile }: Pick<RecordOptions, "results">,
): JobPaths {
  const ownFile = join(folder, "results", `${uniqueTimestamp(new Date())}.jsonl`);
  return {
    folder,
    spool: join(folder, "frames"),
    results: resolve(resultsFile ?? ownFile),
    service,
    address,
  };
}

/**
 * The real path of the state folder, by the XDG base directory specification where none is named.
 *
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` where nobody can tell where it leads.
 */
export function stateFolder(named: string | null): string {
  const home = process.env["XDG_STATE_HOME"] || join(homedir(), ".local", "state");
  const path = named ?? join(home, "frameferry");
  try {
    return realPath(path);
  } catch (cause) {
    throw new FrameferryError({
      code: "ERR_FOLDER_UNUSABLE",
      kind: "environment",
      message: `the state folder cannot be used: ${(cause as Error).message}`,
      remedy: `choose another folder with ${option("state")}`,
      cause,
    });
  }
}
