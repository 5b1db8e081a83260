import type { TransportFault } from "../../core/service/answer.ts";

/** Reason that no connection could be made, where an error of the system or of TLS does not say it well enough. */
export class ConnectFault extends Error {
  readonly fault: TransportFault;

  constructor(fault: TransportFault, cause?: unknown) {
    super(fault.reason, { cause });
    this.fault = fault;
  }
}

/** No connection, so that no frame can be to blame. */
export function unreachable(reason: string, cause?: unknown): ConnectFault {
  return new ConnectFault({ fault: "unreachable", reason }, cause);
}
