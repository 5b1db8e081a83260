import type {
  BrokerAccess,
  BrokerConnection,
  BrokerEngine,
  QueueState,
} from "../../../src/brokers/broker.ts";

/** A real broker that a test may kill; its queue has nothing in it. */
export interface TestBroker extends AsyncDisposable {
  /** Address of a queue of the test's own. */
  readonly url: string;
  /** Name of that queue, with which the subjects of its frames begin. */
  readonly queue: string;
  /** Address of another queue at the same broker. */
  readonly otherUrl: string;
  /** Lets it be reached again, with what it has stored. */
  start(): Promise<void>;
  /** Ends all connections at once, as a crash does, and lets nobody reach it; what it has written stays. */
  kill(): Promise<void>;
  /** Removes what one that was killed has stored. */
  wipe(): Promise<void>;
  /** Stops it where it is, so that its connections stay and say nothing; or lets it go on. */
  freeze(isFrozen: boolean): void;
}

/** What differs between the kinds of brokers for which the contract holds; each difference is on the page of brokers. */
export interface TestEngine {
  readonly engine: BrokerEngine;
  /** Why its tests are left out. */
  readonly isMissing: boolean;
  readonly start: () => Promise<TestBroker>;
  /** Does what is needed once all tests of a file have ended. */
  readonly end: () => Promise<void>;
  readonly open: (url: string, access?: Partial<BrokerAccess>) => Promise<BrokerConnection>;
  /** True if a message that is published again in its round is not stored once more. */
  readonly recognizesRepeats: boolean;
  /** True if the state of a queue says how many messages were handed out again. */
  readonly countsRedelivered: boolean;
  /** Messages that a queue takes beyond its size before it refuses more. */
  readonly overshoot: number;
  /** True if the largest message is known from the start. */
  readonly tellsLimit: boolean;
  /** Bytes of an image that is just too large. */
  readonly tooLargeBytes: number;
  /** Way out for one that is. */
  readonly tooLargeRemedy: string;
  /** What is said to be missing at a broker that nobody has set up. */
  readonly missing: (queue: string) => string;
  readonly holdMs: number | null;
  /** Makes frames that are not extended come again soon, where there is such a time. */
  readonly shortenHold: (broker: TestBroker, holdMs: number) => Promise<void>;
  /** True if a worker that waits no more may still be sent a frame, which it gives back. */
  readonly sendsToThoseWhoLeft: boolean;
  /** True if a frame is still held by a worker whose connection was lost and made again. */
  readonly holdsThroughOutages: boolean;
  /** Publishes something that is no frame. */
  readonly publishForeign: (broker: TestBroker, subject: string) => Promise<void>;
  /** What the broker tells of a queue with so many messages, held ones included, and so many that are held. */
  readonly queueState: (state: { count: number; held: number }) => Partial<QueueState>;
  /** True if results are still shown after their edge has taken them. */
  readonly showsTaken: boolean;
  /** Names of what is made for a queue, that of the frames' size first. */
  readonly partNames: (queue: string) => readonly string[];
  /** Name of what is made for a partition, such as `berlin.>`. */
  readonly partitionName: (queue: string, partition: string) => string;
}
