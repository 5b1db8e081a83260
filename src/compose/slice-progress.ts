import type { LedgerReader } from "../ledger/ledger-reader.ts";
import type { Job } from "./job.ts";

/** How far earlier runs came with a video. */
export interface SliceProgress {
  /** Index of the first frame without a final word: the slice goes on there. */
  readonly nextIndex: number;
  /** Whether every frame of the video has its final word. */
  readonly isComplete: boolean;
}

/**
 * Frames behind the first one without a final word are sliced again, and those of them that were
 * delivered are not sent again: no more than there were requests in flight.
 */
export function sliceProgress({ ledger, former }: Job): SliceProgress {
  const nextIndex = nextIndexOf(ledger);
  const frameCount = former?.frameCount ?? null;
  return {
    nextIndex,
    isComplete: frameCount !== null && nextIndex >= frameCount,
  };
}

/** Index of the first frame without a final word. */
export function nextIndexOf(ledger: LedgerReader): number {
  const [first] = ledger.indexRanges(["delivered", "failed", "skipped", "dropped"]);
  return first?.first === 0 ? first.last + 1 : 0;
}
