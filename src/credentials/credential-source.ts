/** Source of header fields, which can be read repeatedly. */
export interface CredentialSource {
  /** Never throws: a problem is a value. */
  read(signal: AbortSignal): Promise<Reading>;
}

/** Result of reading a source. */
export type Reading = ReadHeaders | ReadProblem;

export interface ReadHeaders {
  /** Values by name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Secrets in the values. */
  readonly secrets: readonly string[];
  /** Warning for a person, a sentence without secrets. */
  readonly warning?: string;
}

export interface ReadProblem {
  /** One sentence for a person, which may contain a secret. */
  readonly problem: string;
  /** Way out. */
  readonly remedy: string;
}
