import type { SheetFacts } from "../../report/sheet/sheet-facts.ts";

/** How far a preview has come: frames that were counted, or pictures that were taken, of how many. */
export interface PreviewProgress {
  /** Frames are counted first, and pictures of some taken then. */
  readonly stage: "counting" | "pictures";
  /** Number of frames, or of pictures, so far. */
  readonly done: number;
  /** `null` if unknown. */
  readonly expected: number | null;
}

/** Told how far a preview has come. */
export type PreviewListener = (progress: PreviewProgress) => void;

/** What a preview tells while it works, and what ends it. */
export interface PreviewParties {
  readonly listen: PreviewListener;
  readonly signal: AbortSignal;
}

/** What is found in the sources of a preview. */
export interface Previewed extends Omit<SheetFacts, "version" | "sources"> {
  /** False if some of the sources could not be looked at. */
  readonly complete: boolean;
}
