import type { Fault } from "../fault-plan.ts";

/** How the oracle misbehaves towards one request. */
export type OracleAction =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly retryAfter?: RetryAfter;
      /** Strings are sent as they are, anything else as JSON. @default {"ok":true} */
      readonly body?: unknown;
    }
  | { readonly kind: "redirect"; readonly status?: 301 | 302 | 307 | 308; readonly to: string }
  /** Takes this much longer, and is otherwise well. */
  | { readonly kind: "delay"; readonly delayMs: number }
  /** Never answers. */
  | { readonly kind: "hang" }
  /** Answers 200 and closes (FIN): before a byte is sent, after the head, or within or after the body. */
  | {
      readonly kind: "close";
      readonly after: "nothing" | "headers" | "halfBody" | "wholeBody";
    }
  /** Breaks the connection (RST) while the request's body still comes, or in place of the answer. */
  | { readonly kind: "reset"; readonly during: "request" | "answer" }
  /** One byte of the body of a 200 at a time. @default 500 ms */
  | { readonly kind: "drip"; readonly intervalMs?: number }
  /** Bytes that are no HTTP. */
  | { readonly kind: "junk" }
  /** A 200 with one header field of `byteLength`. @default 64 KiB */
  | { readonly kind: "hugeHeader"; readonly byteLength?: number }
  /** A 200 whose body is `byteLength` long, sent as fast as it is read. @default 1e9 */
  | { readonly kind: "hugeBody"; readonly byteLength?: number }
  /** A 200 of half a megabyte that nobody asked to compress and that inflates to 512 MiB. */
  | { readonly kind: "gzipBomb" }
  /** A 200 whose JSON ends in its middle, and whose head told no length. */
  | { readonly kind: "cutJson" };

/** Value of `Retry-After`: text as it is sent, or an HTTP date that lies this far ahead. */
export type RetryAfter = string | { readonly dateInMs: number };

export type OracleFault = Fault<OracleAction>;

/** How fast a well-behaved answer comes: `workers` requests at once, the others first come first served. */
export interface Capacity {
  readonly workers: number;
  /** Time that one request takes a worker, in milliseconds. */
  readonly serviceMs: number;
  /** Requests that may wait for a worker; one more is answered with 429. @default any number */
  readonly queueLimit?: number;
}
