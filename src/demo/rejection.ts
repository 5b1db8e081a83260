/** Rejection of an upload. */
export interface Rejection {
  readonly kind: "rejected";
  /** HTTP status of the answer. */
  readonly status: number;
  /** Reason: a sentence for a person. */
  readonly reason: string;
}

/** Creates a rejection with its status and reason. */
export function rejection(status: number, reason: string): Rejection {
  return { kind: "rejected", status, reason };
}
