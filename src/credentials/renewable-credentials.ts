import type { Credentials, Renewal } from "../core/service/credentials.ts";
import type { CredentialSource, Reading, ReadProblem } from "./credential-source.ts";

export interface RenewableOptions {
  /** Sources of header fields; for the same name, the last source wins. */
  readonly sources: readonly CredentialSource[];
  /** Redacts secrets in a text. */
  readonly redact: (words: string, secrets: readonly string[]) => string;
  /** Called with each distinct warning once. */
  readonly warn: (message: string) => void;
}

/** Header fields of several sources, which can be read again. */
export class RenewableCredentials implements Credentials, Disposable {
  headers: Readonly<Record<string, string>> = {};
  secrets: readonly string[] = [];
  readonly #options: RenewableOptions;
  /** Last result of each source. */
  readonly #parts: Readonly<Record<string, string>>[] = [];
  readonly #warned = new Set<string>();
  readonly #closing = new AbortController();
  #reading: Promise<ReadProblem | null> | null = null;

  constructor(options: RenewableOptions) {
    this.#options = options;
  }

  /** Reads all sources. @returns the problem of one of them; the others are used nevertheless. */
  async read(): Promise<ReadProblem | null> {
    this.#reading ??= this.#readAll().finally(() => (this.#reading = null));
    return await this.#reading;
  }

  async renew(rejected: Credentials["headers"], signal: AbortSignal): Promise<Renewal> {
    if (rejected !== this.headers) return "renewed";
    const fault = await unlessAborted(this.read(), signal);
    if (rejected !== this.headers) return "renewed";
    return fault === null ? "unchanged" : { problem: fault.problem };
  }

  /** Reads all sources, because one of them has changed; a problem only causes a warning. */
  async refresh(): Promise<void> {
    const fault = await this.read();
    if (fault !== null && !this.#closing.signal.aborted)
      this.#warnOnce(`${fault.problem}; the headers read before stay in use`);
  }

  /** Ends a running reading. */
  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  async #readAll(): Promise<ReadProblem | null> {
    const { sources } = this.#options;
    const { signal } = this.#closing;
    const readings = await Promise.all(sources.map(async (source) => await source.read(signal)));
    const faults = readings.map((reading, index) => this.#take(reading, index));
    const headers = Object.assign({}, ...this.#parts) as Credentials["headers"];
    if (JSON.stringify(headers) !== JSON.stringify(this.headers)) this.headers = headers;
    return faults.find((fault) => fault !== null) ?? null;
  }

  #take(reading: Reading, index: number): ReadProblem | null {
    if ("problem" in reading) {
      const { redact } = this.#options;
      return { ...reading, problem: redact(reading.problem, this.secrets) };
    }
    const { headers, secrets, warning } = reading;
    this.#parts[index] = headers;
    const fresh = secrets.filter((secret) => !this.secrets.includes(secret));
    if (fresh.length > 0) this.secrets = [...fresh, ...this.secrets].slice(0, MAX_SECRETS);
    if (warning !== undefined) this.#warnOnce(warning);
    return null;
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#options.warn(message);
  }
}

/** Answers to requests with older secrets no longer come. */
const MAX_SECRETS = 64;

/** Result of a promise, or `null` after an abort. */
async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | null> {
  if (signal.aborted) return null;
  const over = new AbortController();
  const aborted = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true, signal: over.signal });
  });
  return await Promise.race([promise, aborted]).finally(() => over.abort());
}
