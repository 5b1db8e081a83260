/** Header fields of every request that may change while a run goes on, as a token does that expires. */
export interface Credentials {
  /** Those of the next request; another object once they have changed. */
  readonly headers: Readonly<Record<string, string>>;
  /** What of them must not be told, also of earlier ones; another list once there is more. */
  readonly secrets: readonly string[];
  /**
   * Reads them anew, for a service has answered 401. Whoever asks meanwhile shares the reading.
   *
   * @param refused the header fields of the request that was refused.
   */
  renew(refused: Credentials["headers"], signal: AbortSignal): Promise<Renewal>;
}

/** What reading credentials anew came to; a problem is told in words, without secrets. */
export type Renewal = "renewed" | "unchanged" | { readonly problem: string };
