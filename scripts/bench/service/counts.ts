/** What the counting service saw since it was last asked. */
export interface Counts {
  readonly frames: number;
  /** Bytes of the images alone, without what surrounds them in a request. */
  readonly imageBytes: number;
  /** Requests that carried no image in a form. */
  readonly malformed: number;
  /** Milliseconds of processor time that the service used. */
  readonly cpuMs: number;
}

/** What must have arrived. */
export interface ExpectedFrames {
  readonly frames: number;
  readonly imageBytes: number;
}

/** @throws Error when not each frame arrived once and whole: such a run must not be compared. */
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
