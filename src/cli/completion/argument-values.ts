import { readdir } from "node:fs/promises";
import type { Command } from "commander";
import { stateFolder } from "../../app/jobs/job-paths.ts";
import { jobsFolder } from "../../ledger/job-folder.ts";
import type { Candidate, Suggestions } from "./suggestions.ts";

/**
 * What may stand where a command expects a word that belongs to no flag.
 *
 * @param given words behind the command's name.
 */
export async function argumentValues(
  command: Command,
  given: readonly string[],
): Promise<Suggestions> {
  const [argument] = command.registeredArguments;
  if (argument === undefined) return { candidates: [], otherwise: "nothing" };
  if (argument.argChoices !== undefined && given.length === 0)
    return { candidates: argument.argChoices.map((value) => ({ value })), otherwise: "nothing" };
  if (argument.name() === "folder") return { candidates: [], otherwise: "folders" };
  if (OF_A_SITE.has(command.name()))
    return { candidates: await namesOfSite(given), otherwise: "nothing" };
  const candidates = argument.name() === "source" ? await jobNames(given) : [];
  return { candidates, otherwise: "files" };
}

/** Commands that take names of sources of a running site. */
const OF_A_SITE: ReadonlySet<string> = new Set(["pause", "resume", "logs"]);

/** Names of the sources of the running sites; none if they cannot be asked. */
async function namesOfSite(given: readonly string[]): Promise<readonly Candidate[]> {
  try {
    const { statusOfSites } = await import("../site/site-text.ts");
    const sites = await statusOfSites(stateOf(given));
    const sources = sites.flatMap((site) => ("problem" in site ? [] : site.sources));
    return sources.map(({ name, state }) => ({ value: name, about: state }));
  } catch {
    return [];
  }
}

/** Names of the jobs on record; none if they cannot be read, for nobody wants an error at a press of Tab. */
async function jobNames(given: readonly string[]): Promise<readonly Candidate[]> {
  try {
    const names = await readdir(jobsFolder(stateOf(given)));
    return names.toSorted().map((value) => ({ value, about: "a job on record" }));
  } catch {
    return [];
  }
}

function stateOf(given: readonly string[]): string {
  const at = given.indexOf("--state");
  const named = at < 0 ? process.env["FRAMEFERRY_STATE"] : given[at + 1];
  return stateFolder(named || null);
}
