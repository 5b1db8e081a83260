import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { option } from "../../core/option-spelling.ts";
import type { FrameRecord } from "../../ledger/frame-record.ts";
import type { JobInfo } from "../../ledger/job-info.ts";
import { ownerOfJob, acquireJob } from "../../ledger/job-owner.ts";
import type { LedgerReader } from "../../ledger/ledger-reader.ts";
import { queryLedger, readLedger } from "../../ledger/open-ledger.ts";

/**
 * The folders of the jobs that one video has for one service, the usual one first. A slicing whose frames
 * have failed keeps its folder, with its ledger and its images; what is sliced otherwise then gets
 * another one, which has a number behind its name.
 */
export async function slicingFolders(folder: string): Promise<readonly string[]> {
  const [parent, name] = [dirname(folder), basename(folder)];
  const names = await readdir(parent).catch((error: unknown) => {
    const { code = "", message } = error as NodeJS.ErrnoException;
    // Whoever makes it tells that it cannot be made.
    if (["ENOENT", "ENOTDIR"].includes(code)) return [];
    throw new FrameferryError({
      code: "ERR_FOLDER_UNUSABLE",
      kind: "environment",
      message: `the folder of all jobs, ${parent}, cannot be read: ${message}`,
      remedy: `make it readable, or choose another folder with ${option("state")}`,
      cause: error,
    });
  });
  const numbers = names
    .filter((other) => other.startsWith(`${name}-`))
    .map((other) => other.slice(name.length + 1))
    // The digest in the name of any other job is longer.
    .filter((number) => /^[1-9]\d{0,5}$/u.test(number))
    .map(Number);
  return [folder, ...numbers.toSorted((one, other) => one - other).map(numbered(folder))];
}

/**
 * Folder of a slicing: the one that it has already, else the first one that holds no failed frames of
 * another slicing, or whose frames are to be forgotten anyway, else a new one.
 *
 * @param folder the usual one of its video and service.
 * @param full folders that turned out to hold failed frames of other slicings.
 */
export async function folderOfSlicing(
  folder: string,
  fingerprint: string | null,
  { full, restart }: { readonly full: ReadonlySet<string>; readonly restart: boolean },
): Promise<string> {
  const folders = await slicingFolders(folder);
  const open = folders.filter((candidate) => !full.has(candidate));
  const looks = await Promise.all(open.map((candidate) => lookAt(candidate)));
  const own = looks.findIndex((look) => look !== null && isSlicing(look.job, fingerprint));
  const free = looks.findIndex((look) => restart || look === null || look.failedCount === 0);
  return open[own] ?? open[free] ?? numbered(folder)(nextNumber(folders));
}

/** True if a job that is on record is of the slicing of this fingerprint. */
export function isSlicing(job: JobInfo | null, fingerprint: string | null): boolean {
  return job !== null && job.fingerprint === fingerprint;
}

/** True if a ledger holds what must not be forgotten when a slicing takes its place. */
export function holdsFailuresOfOthers(ledger: LedgerReader, fingerprint: string): boolean {
  return !isSlicing(ledger.job(), fingerprint) && ledger.counts().failed > 0;
}

/**
 * The slicings of a video may share a folder of frames, and are worked on one at a time.
 *
 * @throws FrameferryError `ERR_JOB_OWNED` when another process works on another slicing than `own`.
 */
export async function refuseOwnedSlicings(folder: string, own: string): Promise<void> {
  for (const other of await slicingFolders(folder)) {
    if (other === own || (await ownerOfJob(other)) === null) continue;
    // Whoever tries to own it is told by whom it is owned.
    await (await acquireJob(other)).release();
  }
}

/** Failed frames of the other slicings. @param emit called for each ledger that cannot be read. */
export async function failuresOfOthers(
  folder: string,
  own: string,
  emit: EventListener,
): Promise<readonly FrameRecord[]> {
  const others = (await slicingFolders(folder)).filter((other) => other !== own);
  const failures = await Promise.all(others.map((other) => failuresIn(other, emit)));
  return failures.flat();
}

async function failuresIn(folder: string, emit: EventListener): Promise<readonly FrameRecord[]> {
  try {
    await using ledger = await readLedger(folder);
    return ledger?.failures() ?? [];
  } catch (error) {
    const message = `failed frames of an earlier slicing cannot be read: ${(error as Error).message}`;
    emit({ type: "warningRaised", message });
    return [];
  }
}

interface Look {
  readonly job: JobInfo | null;
  readonly failedCount: number;
}

/** `null` where there is no ledger, or a damaged one. @throws FrameferryError for one that cannot be read. */
async function lookAt(folder: string): Promise<Look | null> {
  return await queryLedger(folder, (ledger) => ({
    job: ledger.job(),
    failedCount: ledger.counts().failed,
  }));
}

function numbered(folder: string): (number: number) => string {
  return (number) => `${folder}-${number}`;
}

function nextNumber(folders: readonly string[]): number {
  const last = folders.at(-1) ?? "";
  return folders.length === 1 ? 2 : Number(last.slice(last.lastIndexOf("-") + 1)) + 1;
}
