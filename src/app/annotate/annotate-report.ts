/** What was annotated. */
export interface AnnotateReport {
  /** Absolute path of the video or folder that was written. */
  readonly output: string;
  /** True for a video, false for a folder of images. */
  readonly isVideo: boolean;
  /** Frames of the video, or images, that were written. */
  readonly frames: number;
  /** Number of results of delivered frames. */
  readonly results: number;
  /** Number of them with something to draw. */
  readonly drawn: number;
  /** Number of detections and classes in them. */
  readonly detections: number;
  /** Number of images that have a result and could not be drawn on, because they are gone or cannot be read. */
  readonly missing: number;
  /** Number of failed frames that are left out, because they are no images. */
  readonly failed: number;
  /** Sentences about what a person should know. */
  readonly warnings: readonly string[];
}

/** Progress of an annotation. */
export interface AnnotateProgress {
  /** Frames that were written so far. */
  readonly frames: number;
  /** All of them; `null` if unknown. */
  readonly expected: number | null;
}

/** Gets the progress, some times a second. */
export type AnnotateListener = (progress: AnnotateProgress) => void;
