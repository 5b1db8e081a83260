export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FrameFinding {
  readonly label: string;
  readonly confidence: number | null;
  /** In pixels of the frame; `null` for what is said of the whole frame. */
  readonly box: Box | null;
}

/** A frame among the latest. Only some frames are shown where there are more than 3 a second. */
export interface FrameCard {
  readonly id: string;
  readonly atMs: number;
  /** Name of the source. */
  readonly source: string;
  readonly sourceId: string;
  readonly frame: string;
  readonly index: number | null;
  readonly ptsSeconds: number | null;
  readonly outcome: "delivered" | "failed";
  readonly service: string | null;
  readonly status: number | null;
  readonly latencyMs: number | null;
  readonly attempts: number;
  readonly reason: string | null;
  /** Pixels of the frame that was sent: coordinates of boxes. `null` if unknown. */
  readonly width: number | null;
  readonly height: number | null;
  readonly hasPicture: boolean;
  /** At most 50. */
  readonly findings: readonly FrameFinding[];
  /** What a language model said of it, cut at 1,000 characters. */
  readonly text: string | null;
}

export interface AttemptMade {
  readonly atMs: number;
  readonly service: string;
  readonly status: number | null;
  readonly latencyMs: number;
  /** Kind of the verdict: "accepted", "rejected", "transientError", "unavailable", "fileChanged". */
  readonly outcome: string;
  readonly reason: string | null;
}

/** Answer of `GET /api/frames/:id`. */
export interface FrameDetails extends FrameCard {
  /** The answer; its beginning as text if it is longer than 64 KB. */
  readonly response: unknown;
  readonly isResponseCut: boolean;
  /** At most the last 20. */
  readonly attemptsMade: readonly AttemptMade[];
}
