import type { JobInfo } from "../ledger/job-info.ts";

const MOST_PATHS_SHOWN = 3;

/** Where the frames of a job come from, in few words. */
export function sourceInWords({ source: { paths } }: JobInfo): string {
  return paths.length > MOST_PATHS_SHOWN ? `${paths.length} paths` : paths.join(", ");
}
