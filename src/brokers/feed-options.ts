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
