/** What the oracle knows of one request and its answer. */
export interface Exchange {
  /** 1 for the first request that began. */
  readonly number: number;
  /** SHA-256 of the image, in hexadecimal; `null` if the body did not arrive whole and well-formed. */
  digest: string | null;
  /** Name of the file in the form; `null` for a raw body. */
  fileName: string | null;
  readonly idempotencyKey: string | null;
  /** When the request's head arrived, by the monotonic clock that all processes share, in milliseconds. */
  readonly arrivedAtMs: number;
  /** When the last that the oracle did for it was done; `null` while it is under way. */
  endedAtMs: number | null;
  /** Status of the answer that was at least begun; `null` if none was, or one that is no HTTP. */
  status: number | null;
  /** Whether every byte of a valid answer was handed to the kernel, so that the client could have seen it. */
  isAnsweredWhole: boolean;
  /** Name of the fault that struck it. */
  fault: string | null;
}

/** Whether the answer says that the image was taken, whole or not. */
export function isAccepted({ status, digest }: Exchange): boolean {
  return digest !== null && status !== null && status >= 200 && status < 300;
}

/** Small figures to ask for often. */
export interface OracleCounts {
  /** Requests that began. */
  readonly requests: number;
  /** Different images that were accepted. */
  readonly acceptedImages: number;
  /** Different images whose acceptance the client could have seen in full. */
  readonly confirmedImages: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** TCP connections so far. */
  readonly connections: number;
  /** Requests answered with 400 because their form was malformed. */
  readonly malformed: number;
  /** Requests answered with 429 because the queue was full. */
  readonly overCapacity: number;
  /** How often each fault fired, by its name; set back by `setFaults`. */
  readonly fired: Readonly<Record<string, number>>;
}
