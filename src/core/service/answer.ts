/** A complete response of a service to one request. */
export interface Answer {
  /** HTTP status code. */
  readonly status: number;
  /** Header fields, names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Body with its content codings removed; unchanged where `content-encoding` still names one. */
  readonly body: Buffer;
}

/** The reason why a request got no complete response. */
export interface TransportFault {
  /**
   * `unreachable`: no connection, or no credentials to send. `resourcesExhausted`: this machine is short of
   * descriptors, ports or memory. `reset`: the connection broke before a response, and so did a new one if
   * it was a reused one. `timeout`: the deadline passed. `truncated`: the response broke off. `malformed`:
   * it violates HTTP. `wrongProtocol`: the port does not speak what the address says, such as TLS.
   * `responseTooLarge`: it exceeds the size limit. `aborted`: canceled by us. `overQuota`: not sent, for a
   * limit of requests to the service is used up, and another one can take the frame.
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
    | "aborted"
    | "overQuota";
  readonly reason: string;
  /** True if part of a response arrived. @default false */
  readonly isAnswered?: boolean;
  /** Time for which the request had to wait for its quota, in milliseconds. @default 0 */
  readonly heldMs?: number;
}
