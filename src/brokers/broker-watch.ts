import type { FeedOptions } from "./feed-options.ts";
import type { ResultMessage } from "./messages.ts";

/** What can be seen of results without taking them from anybody. */
export interface BrokerWatch {
  /**
   * Results of all edges: first those that the broker holds, and with `follow` those that come, until the signal aborts.
   * The same result may come more than once. It goes on through outages. What the broker holds is what edges have yet to
   * take, or all of the last days, by broker; where it is the former, what edges take during an outage is missed.
   */
  results(feed: ResultsWatchOptions): AsyncIterable<ResultMessage>;
}

export interface ResultsWatchOptions extends FeedOptions {
  /** True to go on with the results that come; else it ends with those that are there. */
  readonly follow: boolean;
}
