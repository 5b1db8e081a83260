import type { Fault } from "../fault-plan.ts";

/** How the proxy misbehaves towards one exchange: a request and its answer on one connection. */
export type ProxyAction =
  /**
   * Breaks both connections (RST): `request` when half of the request's first piece has passed,
   * `beforeAnswer` when the first byte of the answer comes back and before any of it passes,
   * `answer` when half of the answer's first piece has passed.
   */
  | { readonly kind: "reset"; readonly during: "request" | "beforeAnswer" | "answer" }
  /**
   * Closes a connection that was idle, just as its next request arrives, of which nothing passes.
   * Only strikes a request that is not the first on its connection.
   */
  | { readonly kind: "idleClose" }
  /** Lets nothing pass for a while, then goes on. */
  | {
      readonly kind: "stall";
      readonly during: "request" | "answer";
      readonly stallMs: number;
    };

export type ProxyFault = Fault<ProxyAction>;

/** What the line is like for everything that passes. */
export interface LineConditions {
  /** Added on the way there and on the way back, in milliseconds. @default 0 */
  readonly latencyMs?: number;
  /** Each way of each connection. @default as fast as it goes */
  readonly bytesPerSecond?: number;
}

export interface ProxyCounts {
  /** Connections that clients made. */
  readonly connections: number;
  /** Requests that began. */
  readonly exchanges: number;
  /** How often each fault fired, by its name; set back by `setFaults`. */
  readonly fired: Readonly<Record<string, number>>;
}
