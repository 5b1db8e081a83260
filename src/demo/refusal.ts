/** Rejection of an upload. */
export interface Refusal {
  readonly kind: "rejected";
  /** HTTP status of the answer. */
  readonly status: number;
  /** Reason: a sentence for a person. */
  readonly reason: string;
}

/** Creates a rejection with its status and reason. */
export function refused(status: number, reason: string): Refusal {
  return { kind: "rejected", status, reason };
}
