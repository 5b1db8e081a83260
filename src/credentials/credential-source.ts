/** Where header fields are read from, as often as needed. */
export interface CredentialSource {
  /** Never throws: what went wrong is a value. */
  read(signal: AbortSignal): Promise<Reading>;
}

/** What a reading brought. */
export type Reading = ReadHeaders | ReadProblem;

export interface ReadHeaders {
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What of them must not be told. */
  readonly secrets: readonly string[];
  /** What a person should know besides, in a sentence without secrets. */
  readonly warning?: string;
}

export interface ReadProblem {
  /** One sentence for a person, which may repeat a secret. */
  readonly problem: string;
  /** What the user can do about it. */
  readonly remedy: string;
}
