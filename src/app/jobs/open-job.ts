import { formatCount } from "../../core/text/format-count.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { option } from "../../core/option-spelling.ts";
import { type JobSource, sourceLocksFolder } from "../../ledger/job-folder.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { type LedgerOptions, openLedger } from "../../ledger/open-ledger.ts";
import { SourceLocks } from "../../ledger/source-locks.ts";
import type { RecordOptions } from "../../options/record-options.ts";
import { type JobPaths, jobPathsIn } from "./job-paths.ts";
import { folderOfSlicing, holdsFailuresOfOthers, refuseOwnedSlicings } from "./slicings.ts";

/** Resources that this process owns while a job is open. */
interface OwnedJob {
  readonly ledger: Ledger;
  /** Its sources, which nobody else may deliver from meanwhile. */
  readonly sources: SourceLocks;
}

/** A job that is ours now, and its places. */
export interface OpenJob extends OwnedJob {
  readonly places: JobPaths;
  /** The folder of its source as long as no other slicing has taken it; `null` where nothing is sliced. */
  readonly usualFolder: string | null;
}

/**
 * Takes a job and its sources for this process.
 *
 * @throws FrameferryError `ERR_JOB_OWNED` when another process has either, and what `openLedger` throws.
 */
export async function openOwn(
  places: JobPaths,
  task: { readonly source: JobSource; readonly fingerprint: string | null },
  options: RecordOptions,
  emit: EventListener,
): Promise<OpenJob> {
  const open = await openSlicing(places, task.fingerprint, options, emit);
  return { ...open, sources: await takeSources(open.ledger, places, task.source) };
}

/** @param places the usual ones, which what failed of another slicing may have taken. */
async function openSlicing(
  places: JobPaths,
  fingerprint: string | null,
  options: RecordOptions,
  emit: EventListener,
): Promise<Omit<OpenJob, "sources">> {
  const usualFolder = places.folder;
  const size = { maxBytes: options.ledgerMaxSizeBytes };
  if (fingerprint === null)
    return { ledger: await openReported(usualFolder, emit, size), places, usualFolder: null };
  const full = new Set<string>();
  for (;;) {
    const folder = await folderOfSlicing(usualFolder, fingerprint, { full, ...options });
    await refuseOwnedSlicings(usualFolder, folder);
    const ledger = await openReported(folder, emit, size);
    const mayForget = options.restart || !holdsFailuresOfOthers(ledger, fingerprint);
    if (mayForget) return { ledger, places: jobPathsIn(folder, places, options), usualFolder };
    await ledger.close();
    full.add(folder);
  }
}

/**
 * Takes the sources of a job, and gives its ledger up if another process has one of them.
 *
 * @param named the sources; `null` for those on record.
 */
export async function takeSources(
  ledger: Ledger,
  { folder, service }: JobPaths,
  named: JobSource | null,
): Promise<SourceLocks> {
  try {
    const source = named ?? ledger.job()?.source ?? { kind: "list", paths: [] };
    return await SourceLocks.acquire(sourceLocksFolder(folder), { source, service });
  } catch (error) {
    await ledger.close().catch(() => {});
    throw error;
  }
}

/** Opens the ledger of a job, and tells when it had to be mended. */
export async function openReported(
  folder: string,
  emit: EventListener,
  options: LedgerOptions = {},
): Promise<Ledger> {
  const ledger = await openLedger(folder, options);
  if (ledger.salvaged !== null) emit(salvagedWarning(ledger.salvaged, folder));
  if (!ledger.isPrivate) emit(openToOthers(folder));
  return ledger;
}

/** Gives a job back. @throws FrameferryError when what is still open cannot be put on record. */
export async function releaseJob({ ledger, sources }: OwnedJob): Promise<void> {
  try {
    await ledger.close();
  } finally {
    await sources.release();
  }
}

function salvagedWarning(count: number, folder: string): Parameters<EventListener>[0] {
  const message = `the ledger in ${folder} was damaged: ${formatCount(count, "record was", "records were")} saved, and frames without one are sent again`;
  return { type: "warningRaised", message };
}

function openToOthers(folder: string): Parameters<EventListener>[0] {
  const message = `other users can read ${folder}, which holds answers, and its permissions cannot be changed: choose another folder with ${option("state")}`;
  return { type: "warningRaised", message };
}
