import { randomUUID } from "node:crypto";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { shownAddress } from "../core/service-address.ts";
import { jobFolder, type JobSource } from "../ledger/job-folder.ts";
import type { RecordOptions } from "../options/record-options.ts";

/** Where a job keeps what it writes. */
export interface JobPlaces {
  /** Folder of the ledger, and of all else. */
  readonly folder: string;
  /** Folder for frames that go once they are delivered. */
  readonly spool: string;
  /** The results file of this run. */
  readonly results: string;
  /** Name under which the ledger knows the service. */
  readonly service: string;
}

/** A folder for every job, found again by its source and service, and a results file for every run. */
export function jobPlaces(
  source: JobSource,
  options: RecordOptions & { readonly to: string },
  now: Date = new Date(),
  tag: string = randomUUID().slice(0, 8),
): JobPlaces {
  const service = options.serviceName ?? shownAddress(options.to);
  const folder = jobFolder(stateFolder(options.stateFolder), { source, service });
  const stamp = now.toISOString().replaceAll(":", "-").replace("Z", "");
  return {
    folder,
    spool: join(folder, "frames"),
    results: resolve(options.resultsFile ?? join(folder, "results", `${stamp}-${tag}.jsonl`)),
    service,
  };
}

/** The state folder, by the XDG base directory specification where none is named. */
export function stateFolder(named: string | null): string {
  if (named !== null) return resolve(named);
  return join(process.env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "frameferry");
}
