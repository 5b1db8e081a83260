import type { Normalised } from "./normalised.ts";

/** What one attempt came to. Whoever sends once reports this and decides nothing. */
export type Verdict = Accepted | Overloaded | Broken | Refused;

/** A whole, valid answer was read. */
export interface Accepted {
  readonly kind: "accepted";
  readonly status: number;
  /** Parsed JSON, or text. */
  readonly response: unknown;
  /** What the response means, where the protocol says so. */
  readonly normalised?: Normalised;
}

/** The service cannot take more now (408, 429, 503, 504, connection refused): slow down, try again. */
export interface Overloaded extends Rejection {
  readonly kind: "overloaded";
  /** Pause that the service asked for, in milliseconds; `null` if it named none. */
  readonly waitMs: number | null;
}

/** Something went wrong on the way or inside the service (other 5xx, reset, cut answer): try again. */
export interface Broken extends Rejection {
  readonly kind: "broken";
}

/** The service does not want this frame (other 4xx, redirects): trying again would not help. */
export interface Refused extends Rejection {
  readonly kind: "refused";
}

interface Rejection {
  /** HTTP status, or `null` if the request was not answered in full. */
  readonly status: number | null;
  /** One sentence for a person. */
  readonly reason: string;
  /** Parsed JSON, or text; `null` if there was no answer. */
  readonly response: unknown;
}
