import { formatCount } from "../../core/text/format-count.ts";
import { rm } from "node:fs/promises";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { openLedger } from "../../ledger/open-ledger.ts";
import { type JobPaths, jobPathsIn } from "./job-paths.ts";
import { slicingFolders } from "./slicings.ts";

/**
 * Forgets what failed of a source whose job begins again, in all its slicings, and says how much that is.
 * The caller forgets the frames of the job itself.
 *
 * @param folder the usual one of the source.
 * @throws FrameferryError `ERR_JOB_OWNED` when another process works on one of them.
 */
export async function forgetSlicings(
  folder: string,
  own: JobPaths,
  ledger: Ledger,
  emit: EventListener,
): Promise<void> {
  let count = ledger.counts().failed;
  for (const other of await slicingFolders(folder)) {
    if (other !== own.folder) count += await forgetSlicing(other, own);
  }
  if (count === 0) return;
  const frames = formatCount(count, "frame that had failed", "frames that had failed");
  const { kind } = ledger.job()?.source ?? {};
  const isSliced = kind === "video" || kind === "live";
  const images = isSliced ? "; images of them in a spool are deleted" : "";
  const message = `starting over forgets ${frames}${images}`;
  emit({ type: "warningRaised", message });
}

async function forgetSlicing(folder: string, own: JobPaths): Promise<number> {
  const ledger = await openLedger(folder);
  try {
    const { failed } = ledger.counts();
    await ledger.forgetAll();
    await rm(jobPathsIn(folder, own, { results: null }).spool, {
      recursive: true,
      force: true,
    });
    return failed;
  } finally {
    await ledger.close();
  }
}
