/** A word that may stand at the cursor. */
export interface Candidate {
  readonly value: string;
  /** What it means; some shells show it. */
  readonly about?: string;
}

/** Everything that may stand at the cursor. */
export interface Suggestions {
  /** Words, whatever has been typed of them. */
  readonly candidates: readonly Candidate[];
  /** What the shell may offer itself if none of them fits. */
  readonly otherwise: "files" | "folders" | "nothing";
}
