import { stateFolder } from "../../app/jobs/job-paths.ts";
import { FrameferryError } from "../../core/errors.ts";
import { jobName } from "../../ledger/job-folder.ts";
import { type LedgerJob, listJobs, type UnreadableJob } from "../../ledger/list-jobs.ts";
import { readLedger } from "../../ledger/open-ledger.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** Examines each known ledger from end to end, but for those that a run writes just now. */
export async function checkLedgers(named: string | null): Promise<readonly Finding[]> {
  try {
    const findings: Finding[] = [];
    for (const job of await listJobs(stateFolder(named))) findings.push(await checkLedger(job));
    return findings;
  } catch (error) {
    return [problemOf(error, "the ledgers")];
  }
}

async function checkLedger(job: LedgerJob | UnreadableJob): Promise<Finding> {
  const name = jobName(job);
  if ("problem" in job) return problemOf(job.problem, name);
  if (job.owner !== null) return ok("ledger", `${name} is being written, and was not examined`);
  try {
    await using ledger = await readLedger(job.folder);
    const [fault] = ledger?.integrityProblems() ?? [];
    if (fault === undefined) return ok("ledger", `${name} is sound`);
    return problem("ledger", `${name} is damaged: ${fault}`, MENDED_BY_RUN);
  } catch (error) {
    return problemOf(error, name);
  }
}

const MENDED_BY_RUN =
  "run its job again: what can be read of it is saved, and frames without a record are sent again";

function problemOf(error: unknown, name: string): Finding {
  if (!(error instanceof FrameferryError)) throw error;
  return problem("ledger", `${name}: ${error.message}`, error.remedy ?? MENDED_BY_RUN);
}
