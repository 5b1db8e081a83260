import { stateFolder } from "../../app/jobs/job-paths.ts";
import { FrameferryError } from "../../core/errors.ts";
import { jobName } from "../../ledger/job-folder.ts";
import { type LedgerJob, listJobs, type UnreadableJob } from "../../ledger/list-jobs.ts";
import { readLedger } from "../../ledger/open-ledger.ts";
import { type Finding, ok, problem } from "./finding.ts";

/**
 * Examines each known ledger from end to end, but for those that a run writes just now.
 *
 * Damaged ones have a line each; the others share one.
 */
export async function checkLedgers(named: string | null): Promise<readonly Finding[]> {
  try {
    const found: Examined[] = [];
    for (const job of await listJobs(stateFolder(named))) found.push(await examine(job));
    const problems = found.flatMap(({ finding }) => (finding === null ? [] : [finding]));
    const sound = namesOf(found, "sound");
    const written = namesOf(found, "written");
    return [
      ...problems,
      ...(sound.length === 0 ? [] : [ok("ledger", `${counted(sound)} sound`)]),
      ...(written.length === 0 ? [] : [ok("ledger", `${counted(written)} ${NOT_EXAMINED}`)]),
    ];
  } catch (error) {
    return [problemOf(error, "the ledgers")];
  }
}

/** What the examination of a ledger came to. */
interface Examined {
  readonly name: string;
  readonly state: "sound" | "written" | "damaged";
  /** `null` unless it is damaged. */
  readonly finding: Finding | null;
}

async function examine(job: LedgerJob | UnreadableJob): Promise<Examined> {
  const name = jobName(job);
  const damaged = (finding: Finding): Examined => ({ name, state: "damaged", finding });
  if ("problem" in job) return damaged(problemOf(job.problem, name));
  if (job.owner !== null) return { name, state: "written", finding: null };
  try {
    await using ledger = await readLedger(job.folder);
    const [fault] = ledger?.integrityProblems() ?? [];
    if (fault === undefined) return { name, state: "sound", finding: null };
    return damaged(problem("ledger", `${name} is damaged: ${fault}`, MENDED_BY_RUN));
  } catch (error) {
    return damaged(problemOf(error, name));
  }
}

function namesOf(found: readonly Examined[], state: Examined["state"]): readonly string[] {
  return found.filter((examined) => examined.state === state).map(({ name }) => name);
}

/** `clip.mp4 → http://… is`, or `12 ledgers are`. */
function counted(names: readonly string[]): string {
  return names.length === 1 ? `${names[0]} is` : `${names.length} ledgers are`;
}

const NOT_EXAMINED = "being written, thus not examined";

const MENDED_BY_RUN =
  "run its job again: what can be read of it is saved, and frames without a record are sent again";

function problemOf(error: unknown, name: string): Finding {
  if (!(error instanceof FrameferryError)) throw error;
  return problem("ledger", `${name}: ${error.message}`, error.remedy ?? MENDED_BY_RUN);
}
