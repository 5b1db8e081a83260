/** Counts of the counting service since the last query. */
export interface Counts {
  readonly frames: number;
  /** Bytes of the images alone, without the other parts of a request. */
  readonly imageBytes: number;
  /** Requests without an image in a form. */
  readonly malformed: number;
  /** Processor time of the service, in milliseconds. */
  readonly cpuMs: number;
}

/** Expected requests. */
export interface ExpectedFrames {
  readonly frames: number;
  readonly imageBytes: number;
}

/** @throws Error unless each frame arrived once and complete: such a run must not be compared. */
export function checkCounts(counts: Counts, expected: ExpectedFrames): void {
  const isRight =
    counts.frames === expected.frames &&
    counts.imageBytes === expected.imageBytes &&
    counts.malformed === 0;
  if (isRight) return;
  throw new Error(
    `the service counted ${counts.frames} frames of ${counts.imageBytes} bytes and ` +
      `${counts.malformed} malformed requests, not ${expected.frames} frames of ${expected.imageBytes} bytes`,
  );
}
