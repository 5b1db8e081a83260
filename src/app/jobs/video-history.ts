import { formatCount } from "../../core/text/format-count.ts";
import { basename } from "node:path";
import type { EventListener } from "../../core/events/run-event.ts";
import type { JobInfo, VideoVersion } from "../../ledger/job-info.ts";
import type { StateCounts } from "../../ledger/ledger-reader.ts";
import { queryLedger } from "../../ledger/open-ledger.ts";
import { hasGrownFrom, versionOfVideo } from "./video-version.ts";

/** Relation of a video to the one whose frames its job has on record. */
export interface VideoHistory {
  /** The video as it is now. */
  readonly version: VideoVersion;
  /** `new`: nothing is on record. `grown`: it begins with all that it was. `other`: it does not. */
  readonly relation: "new" | "same" | "grown" | "other";
  /** Size and time by which the job knows it: those of the first version of one that has grown since. */
  readonly first: Pick<VideoVersion, "byteLength" | "modifiedAtMs">;
  /** Frames on record of the job; `null` where there is none. */
  readonly counts: StateCounts | null;
}

/** @param jobFolder of the job that may know the video. */
export async function historyOfVideo(path: string, jobFolder: string): Promise<VideoHistory> {
  const known = await recordIn(jobFolder);
  const version = await versionOfVideo(path, known?.job.video ?? null);
  return await relate(version, known, async (previous) => await hasGrownFrom(path, previous));
}

/** The same for a video on a server: what has grown there is another one. */
export async function historyOfRemote(
  version: VideoVersion,
  jobFolder: string,
): Promise<VideoHistory> {
  return await relate(version, await recordIn(jobFolder), async () => false);
}

async function relate(
  version: VideoVersion,
  known: KnownJob | null,
  hasGrown: (previous: VideoVersion) => Promise<boolean>,
): Promise<VideoHistory> {
  const first = known === null ? null : firstVersion(known.job);
  const previous = known?.job.video ?? null;
  const facts = { version, counts: known?.counts ?? null };
  if (first === null) return { ...facts, relation: "new", first: version };
  const { byteLength, modifiedAtMs } = previous ?? first;
  const isSame = version.byteLength === byteLength && version.modifiedAtMs === modifiedAtMs;
  if (isSame) return { ...facts, relation: "same", first };
  const isGrown = previous !== null && (await hasGrown(previous));
  return isGrown
    ? { ...facts, relation: "grown", first }
    : { ...facts, relation: "other", first: version };
}

/** Says, before anything is sent, that the frames on record are those of another video. */
export function warnOfOther(
  path: string,
  { relation, counts }: VideoHistory,
  emit: EventListener,
): void {
  if (relation !== "other" || counts === null) return;
  const { delivered, failed } = counts;
  if (delivered + failed === 0) return;
  const ofFailed =
    failed === 0
      ? ""
      : `; the ${formatCount(failed, "that failed stays", "that failed stay")} on record`;
  const message = `${basename(path)} has changed since ${formatCount(delivered, "frame was", "frames were")} delivered: it is sent again from its beginning${ofFailed}`;
  emit({ type: "warningRaised", message });
}

interface KnownJob {
  readonly job: JobInfo;
  readonly counts: StateCounts;
}

/** Record of a job; `null` where there is none, or it is damaged. */
async function recordIn(jobFolder: string): Promise<KnownJob | null> {
  return await queryLedger(jobFolder, (ledger) => {
    const job = ledger.job();
    return job === null ? null : { job, counts: ledger.counts() };
  });
}

/** The version in a fingerprint, as `fingerprintOf` writes it; `null` for a job without a video. */
function firstVersion({ fingerprint }: JobInfo): VideoHistory["first"] | null {
  if (fingerprint === null) return null;
  const { byteLength, modifiedAtMs } = JSON.parse(fingerprint) as VideoHistory["first"];
  return { byteLength, modifiedAtMs };
}
