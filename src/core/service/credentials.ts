/** Header fields of every request that may change during a run, such as an expiring token. */
export interface Credentials {
  /** Header fields of the next request; a new object whenever they change. */
  readonly headers: Readonly<Record<string, string>>;
  /** Secrets in the fields, earlier values included; a new list whenever one is added. */
  readonly secrets: readonly string[];
  /**
   * Reads the fields again after a 401. Concurrent callers share one reading.
   *
   * @param rejected header fields of the request that was answered with 401.
   */
  renew(rejected: Credentials["headers"], signal: AbortSignal): Promise<Renewal>;
}

/** Result of reading credentials again; `problem` is a sentence without secrets. */
export type Renewal = "renewed" | "unchanged" | { readonly problem: string };
