/** An edge whose network is cut for a while. */
export interface EdgeCut {
  /** Frames a second that land. */
  readonly framesPerSecond: number;
  /** Frames a second that the edge hands over once it can. */
  readonly catchUpFramesPerSecond: number;
  /** Length of the cut, in seconds. */
  readonly cutSeconds: number;
  readonly frameBytes: number;
  /** Space for the spool, in bytes. */
  readonly spoolBytes: number;
}

/** What becomes of it. */
export interface EdgeCutOutcome {
  /** Most that the spool held, in bytes. */
  readonly spoolPeakBytes: number;
  /** Time until the spool was full and slicing paused, in seconds; `null` if it never was. */
  readonly fullAfterSeconds: number | null;
  /**
   * Greatest age of a frame when it was handed over, in seconds: the oldest goes first. Of an edge that never catches up, that
   * of the first one.
   */
  readonly greatestAgeSeconds: number;
  /** Time from the end of the cut until nothing waited any more, in seconds; `null` if it never catches up. */
  readonly caughtUpAfterSeconds: number | null;
}

const STEP_SECONDS = 1;

/** Simulates a cut in steps of a second, until the edge has caught up. */
export function simulateCut(cut: EdgeCut): EdgeCutOutcome {
  const { framesPerSecond: rate, catchUpFramesPerSecond: catchUp, cutSeconds, frameBytes } = cut;
  const room = Math.floor(cut.spoolBytes / frameBytes);
  const canCatchUp = catchUp > rate;
  let [landed, handedOver, peak, greatestAge] = [0, 0, 0, 0];
  let fullAfterSeconds: number | null = null;
  for (let now = 0; ; now += STEP_SECONDS) {
    const waiting = landed - handedOver;
    // While slicing was paused nothing landed: what waits is no older than the time in which it could land.
    if (now >= cutSeconds) greatestAge = Math.max(greatestAge, now - handedOver / rate);
    if (now >= cutSeconds && (waiting <= 0 || !canCatchUp))
      return {
        ...{ spoolPeakBytes: peak * frameBytes, fullAfterSeconds, greatestAgeSeconds: greatestAge },
        caughtUpAfterSeconds: waiting <= 0 ? now - cutSeconds : null,
      };
    landed += Math.min(rate * STEP_SECONDS, room - waiting);
    if (landed - handedOver >= room) fullAfterSeconds ??= now + STEP_SECONDS;
    peak = Math.max(peak, landed - handedOver);
    if (now < cutSeconds) continue;
    handedOver = Math.min(landed, handedOver + catchUp * STEP_SECONDS);
  }
}
