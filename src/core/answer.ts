/** A service's whole answer to one request. */
export interface Answer {
  /** HTTP status code. */
  readonly status: number;
  /** Header fields, names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body, its content codings undone; as it came where `content-encoding` still names one. */
  readonly body: Buffer;
}

/** Why a request has no whole answer, with the reason in words. */
export interface TransportFault {
  /**
   * `unreachable`: no connection could be made, or there is nothing to identify ourselves with. `starved`: this machine is short of descriptors, ports
   * or memory. `reset`: the connection broke without an answer, and so did a new one if it had been
   * used before. `late`: the deadline passed. `cut`: the answer broke off. `malformed`: it breaks the rules
   * of HTTP. `misdirected`: the port speaks something else than the address says, such as TLS. `oversized`:
   * the answer is larger than allowed. `aborted`: we broke it off ourselves.
   */
  readonly fault:
    | "unreachable"
    | "resourcesExhausted"
    | "reset"
    | "timeout"
    | "truncated"
    | "malformed"
    | "wrongProtocol"
    | "responseTooLarge"
    | "aborted";
  readonly reason: string;
  /** Whether something was answered, if not a whole answer. @default false */
  readonly isAnswered?: boolean;
}
