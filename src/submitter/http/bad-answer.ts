import type { TransportFault } from "../../core/service/answer.ts";

/** Ends a connection whose answer cannot be read. */
export class BadAnswer extends Error {
  readonly fault: TransportFault;

  constructor(fault: TransportFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** An answer that breaks the rules of HTTP. @param flaw what is wrong with it. */
export function malformed(flaw: string): TransportFault {
  const reason = `the answer is not valid HTTP: ${flaw}; ${TO_TRY}`;
  return { fault: "malformed", isAnswered: true, reason };
}

const TO_TRY = "fix the service, or the proxy before it";
