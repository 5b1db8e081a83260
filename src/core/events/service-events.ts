/** The type of a service, or the way it wants its requests, was detected. */
export interface ServiceFound {
  /** Name of this event. */
  readonly type: "serviceFound";
  /** Name of the chosen protocol; `null` if it was known before. */
  readonly protocol: string | null;
  /** One sentence about the finding. */
  readonly message: string;
}

/** The limit of requests in flight to a service changed; also emitted once at the start. */
export interface LimitChanged {
  /** Name of this event. */
  readonly type: "limitChanged";
  /** Address of the service, without secrets. */
  readonly service: string;
  /** Maximum number of requests in flight, short trials of other limits aside. */
  readonly limit: number;
  /** Reason of the change, such as "faster with more in flight"; `null` if the user set the limit. */
  readonly reason: string | null;
}

/** A service is considered away: nothing is lost, and one request at a time probes it. */
export interface ServiceLost {
  /** Name of this event. */
  readonly type: "serviceLost";
  /** Address of the service, without secrets. */
  readonly service: string;
  /** Result of the last request, in one sentence. */
  readonly reason: string;
  /** Likely mistake in its address, if it was never reached since the start. */
  readonly remedy?: string;
}

/** The service responds again. */
export interface ServiceRecovered {
  /** Name of this event. */
  readonly type: "serviceRecovered";
  /** Address of the service, without secrets. */
  readonly service: string;
  /** Time since the first failed request, in milliseconds. */
  readonly outageMs: number;
}

/** A limit of the requests to a service is used up, and for long: nothing is sent there meanwhile. */
export interface SendingPaused {
  /** Name of this event. */
  readonly type: "sendingPaused";
  /** Scheme, host and port of the service, or its socket: `unix:/run/model.sock`. */
  readonly service: string;
  /** Option that sets the limit. */
  readonly limit: "maxRate" | "maxBandwidthBytes" | "maxPerDay";
  /** Time at which the next request may go out, in milliseconds since 1970. */
  readonly untilMs: number;
  /** The limit and that time, in one sentence. */
  readonly reason: string;
}

/** Requests go to a service again after `sendingPaused`. */
export interface SendingResumed {
  /** Name of this event. */
  readonly type: "sendingResumed";
  /** Scheme, host and port of the service, or its socket: `unix:/run/model.sock`. */
  readonly service: string;
  /** Length of the pause, in milliseconds. */
  readonly pausedMs: number;
}
