/** What a slicer is going to run. */
export interface SlicePlan {
  /** Arguments of the ffmpeg command, as it will run inside the frames folder; of several, the first one. */
  readonly commandLine: readonly string[];
  /** Filters that would lie in a file, where the command line has `FILTER_FILE`; `null` if they stand there themselves. */
  readonly filterText: string | null;
  /** How few frames of many are reached; `null` if there is nothing to choose. */
  readonly sampling: SamplingPlan | null;
}

/** How few frames of many are reached. */
export interface SamplingPlan {
  /**
   * `pass` decodes all, `seeks` decodes for each frame from the keyframe before it on, `keyframes` decodes nothing but
   * keyframes.
   */
  readonly way: "pass" | "seeks" | "keyframes";
  /** Number of frames; `null` if that is known only at the end. */
  readonly frameCount: number | null;
  /** Number of ffmpegs that run at once. */
  readonly atOnce: number;
  /** The command that has listed the packets of the video for this; `null` if none was needed. */
  readonly listing: readonly string[] | null;
  /** Why keyframes were wanted and are not taken, as a sentence; `null` if nothing is amiss. */
  readonly note: string | null;
}
