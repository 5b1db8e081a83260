import type { Answer, TransportFault } from "./answer.ts";

/** A request without a frame that asks a service for its state or type. */
export interface ProbeRequest {
  readonly method: "GET" | "HEAD";
  readonly address: string;
  /** Header fields besides the user's. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one probe request and never throws: a missing answer is a value, too. */
export type SendProbe = (
  question: ProbeRequest,
  signal: AbortSignal,
) => Promise<Answer | TransportFault>;
