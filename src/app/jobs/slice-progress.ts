import { isMissing } from "../../core/files/system-error.ts";
import type { FrameRecord } from "../../ledger/frame-record.ts";
import { imagePath } from "./frame-identities.ts";
import type { LedgerReader } from "../../ledger/ledger-reader.ts";
import type { JobInfo } from "../../ledger/job-info.ts";
import type { EarlierFailures } from "./earlier-failures.ts";

/** Records that earlier runs of a job have left. */
export interface EarlierRuns {
  readonly ledger: LedgerReader;
  /** `null` for a new job. */
  readonly previous: JobInfo | null;
  /** Frames that have failed; `null` where nobody asks for them. */
  readonly earlier: EarlierFailures | null;
}

/**
 * The same for a run that chooses frames by what the ones before show: unless every frame has its outcome, it looks at
 * all of them again, so that it decides as one that was not interrupted, and sends none twice.
 */
export function judgedProgress(earlierRuns: EarlierRuns): SliceProgress {
  const progress = sliceProgress(earlierRuns);
  return progress.isComplete ? progress : { nextIndex: 0, isComplete: false, retried: [] };
}

/** Progress of earlier runs with a video. */
export interface SliceProgress {
  /** Index of the first frame that is to be sliced: the slice goes on there. */
  readonly nextIndex: number;
  /** True if every frame of the video has its outcome. */
  readonly isComplete: boolean;
  /** Frames before that one which failed and are tried again, from the images that were kept of them. */
  readonly retried: readonly FrameRecord[];
}

/**
 * Frames after the first one without an outcome are sliced again, and those of them that were
 * delivered are not sent again: no more than there were requests in flight. Where a failed frame is to be
 * tried again whose image is gone, the slice goes on there.
 */
export function sliceProgress({ ledger, previous, earlier }: EarlierRuns): SliceProgress {
  const settledEnd = nextIndexOf(ledger);
  const folder = previous?.framesFolder ?? null;
  const retried = (earlier?.retried() ?? []).filter(({ index }) => isBefore(index, settledEnd));
  const lost = retried.find((frame) => isMissing(imagePath(folder, frame)));
  const nextIndex = lost?.index ?? settledEnd;
  const frameCount = previous?.frameCount ?? null;
  return {
    nextIndex,
    isComplete: frameCount !== null && nextIndex >= frameCount,
    retried: retried.filter(({ index }) => isBefore(index, nextIndex)),
  };
}

function isBefore(index: number | null, end: number): boolean {
  return index !== null && index < end;
}

/** Index of the first frame without an outcome. */
export function nextIndexOf(ledger: LedgerReader): number {
  const [first] = ledger.indexRanges(["delivered", "failed", "skipped", "dropped"]);
  return first?.first === 0 ? first.last + 1 : 0;
}
