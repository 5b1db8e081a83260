/** A frame on a sheet. */
export interface SheetFrame {
  /** What it is called: its path, or its index in the run; `null` for a frame that would have none. */
  readonly name: string | null;
  /** Time in the video, in seconds; `null` if it has none. */
  readonly ptsSeconds: number | null;
  /** Rule that leaves it out; `null` if it would be sent. */
  readonly leftOutBy: string | null;
  /** A small JPEG of it; `null` if it cannot be shown. */
  readonly jpeg: Buffer | null;
}

/** What a run would send, estimated by the frames that were looked at. */
export interface SheetEstimate {
  /** Number of requests, without those that are sent again. */
  readonly requests: number;
  /** Bytes of images; `null` if no image could be measured. */
  readonly bytes: number | null;
  /** True if bytes are those of all images, and not the mean of those shown. */
  readonly isExact: boolean;
  /** In the currency of the price; `null` without a price. */
  readonly cost: number | null;
}

/** What a contact sheet says. */
export interface SheetFacts {
  readonly version: string;
  /** Names of the sources, as they were typed. */
  readonly sources: readonly string[];
  /** Rules that choose frames, in words and in the order in which they apply. */
  readonly rules: readonly string[];
  /** Number of frames that would be sent. */
  readonly sent: number;
  /** Number of frames that each rule leaves out. */
  readonly skippedBy: ReadonlyMap<string, number>;
  readonly estimate: SheetEstimate;
  /** In their order. */
  readonly frames: readonly SheetFrame[];
  readonly warnings: readonly string[];
}
