import type { Answer, TransportFault } from "./answer.ts";

/** A question to a service that carries no frame: whether it is ready, what it is. */
export interface ProbeRequest {
  readonly method: "GET" | "HEAD";
  readonly address: string;
  /** Header fields that the protocol wants besides the user's. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks one question and never throws: a service that does not answer is a value, too. */
export type Ask = (question: ProbeRequest, signal: AbortSignal) => Promise<Answer | TransportFault>;
