/** Why an upload got no answer about its image. */
export interface Refusal {
  readonly kind: "rejected";
  /** HTTP status of the answer. */
  readonly status: number;
  /** The reason, a sentence for a person. */
  readonly reason: string;
}

/** An upload that is not worked on, with its status and its reason. */
export function refused(status: number, reason: string): Refusal {
  return { kind: "rejected", status, reason };
}
