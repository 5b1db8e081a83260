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
   * `unreachable`: no connection could be made. `starved`: this machine is short of descriptors, ports
   * or memory. `stale`: a connection that had been used before broke without an answer, as when the
   * service closes it while the request is on its way. `reset`: a new connection did. `late`: the
   * deadline passed. `cut`: the answer broke off, or was not HTTP. `oversized`: the answer is larger
   * than allowed. `aborted`: we broke it off ourselves.
   */
  readonly fault:
    | "unreachable"
    | "starved"
    | "stale"
    | "reset"
    | "late"
    | "cut"
    | "oversized"
    | "aborted";
  readonly reason: string;
}
