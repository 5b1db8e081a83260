import type { BrokerFault } from "./publish-outcome.ts";

/** How messages are read. */
export interface FeedOptions {
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Called when the messages cannot be read, with the fault, and with `null` when they can again. @default nobody is told */
  readonly onFault?: (fault: BrokerFault | null) => void;
  /** Called with a sentence for each message that no frameferry has sent; it is removed. @default nobody is told */
  readonly onForeign?: (message: string) => void;
}

/** How an edge reads its results. */
export interface ResultsOptions extends FeedOptions {
  /**
   * Milliseconds after which a queue that is there and lets nobody read it may be made anew: what it holds is not worth more than
   * that, since its frames are handed over again. @default it is waited for
   */
  readonly staleAfterMs?: number;
}
