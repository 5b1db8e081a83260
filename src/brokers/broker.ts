import type { BrokerAddress, BrokerScheme } from "./broker-address.ts";
import type { BrokerReport } from "./broker-report.ts";
import type { BrokerWatch } from "./broker-watch.ts";
import type { FeedOptions, ResultsOptions } from "./feed-options.ts";
import type { FrameMessage, ResultMessage } from "./messages.ts";
import type { BrokerFault, PublishOutcome } from "./publish-outcome.ts";
import type { QueuePlan, SetupReport } from "./queue-plan.ts";
import type { WorkerSigns } from "./worker-signs.ts";

export type { FeedOptions } from "./feed-options.ts";

/*
 * The contract of all brokers. A broker carries frames from edges, where they land, to workers, which send them to
 * services, and results back. It never holds the only copy: an edge keeps the image until the result is on record.
 */

/** A kind of broker. */
export interface BrokerEngine extends BrokerScheme {
  /** Its name for people, such as `NATS`. */
  readonly name: string;
  /**
   * Connects. A broker that is away is no error: the connection is then made in the background, for as long as it takes,
   * and what is asked of it meanwhile is answered by the fault `away`.
   *
   * @throws FrameferryError `ERR_OPTION` for files that cannot be used, `ERR_BROKER_REFUSED` for a wrong login.
   */
  open(address: BrokerAddress, access: BrokerAccess): Promise<BrokerConnection>;
}

/** Login and certificates for a broker; the secrets in it are never shown. */
export interface BrokerAccess {
  /** `null`: none. */
  readonly user: string | null;
  /** `null`: none. */
  readonly password: string | null;
  /** File of credentials of NATS (a JWT and the seed of its nkey); read at each connection. `null`: none. */
  readonly credentialsFile: string | null;
  /** File with the seed of an nkey; read at each connection. `null`: none. */
  readonly nkeyFile: string | null;
  /** PEM file of certificates to trust in addition to those of Node.js. `null`: none. */
  readonly caFile: string | null;
  /** PEM file of a client certificate; read at each connection. `null`: none. */
  readonly cert: string | null;
  /** PEM file of its private key. `null`: it is in the file of the certificate. */
  readonly key: string | null;
}

/** A broker that is connected to, or is being connected to; disposing of it ends that. */
export interface BrokerConnection extends AsyncDisposable {
  /** The broker for display, without secrets, such as `nats://broker:4222/frames`. */
  readonly name: string;
  /** True while there is a connection. */
  readonly isConnected: boolean;
  /**
   * Largest message that it takes, in bytes, with some 1 kB of headers; `null` until it has been reached, or as long as
   * it does not tell.
   */
  readonly maxPayloadBytes: number | null;
  /**
   * Hands a frame over. Resolves within some 5 seconds, whatever happens.
   *
   * @throws the signal's reason if it aborts; the message may have been taken.
   */
  publishFrame(message: FrameMessage, signal: AbortSignal): Promise<PublishOutcome>;
  /**
   * The same for a result. One that was published before, of the same key and round, is a duplicate, at a broker that
   * recognizes those; at others, its edge gets it twice.
   */
  publishResult(message: ResultMessage, signal: AbortSignal): Promise<PublishOutcome>;
  /**
   * Results for an edge, as they come, until the signal aborts. It goes on through outages, and through the loss of the
   * queue; a result that is not acknowledged comes again, at the latest to the next reader of the edge.
   *
   * @param edge letters, digits, `-` and `_`; each is read by one process at a time.
   */
  results(edge: string, feed: ResultsOptions): AsyncIterable<HeldResult>;
  /**
   * Frames for a worker.
   *
   * @param feed its `partition` names which of them; `null` for all.
   * @throws FrameferryError `ERR_BROKER_NOT_SET_UP` if there is no such queue or partition, `ERR_BROKER_REFUSED` if it
   *   may not be read, `ERR_BROKER_AWAY` if the broker cannot be asked.
   */
  frames(feed: FrameFeedOptions): Promise<FrameFeed>;
  /** State of the queues now: light enough to ask for it every few seconds. */
  state(): Promise<BrokerState | BrokerFault>;
  /** Results that can be seen without being taken. */
  readonly watch: BrokerWatch;
  /** Signs of life of workers. */
  readonly signs: WorkerSigns;
  /** Makes what is missing of the queues, and changes nothing that exists. */
  setUp(plan: QueuePlan): Promise<SetupReport | BrokerFault>;
  /** Compares the queues with what is needed, and changes nothing. */
  compare(plan: QueuePlan): Promise<SetupReport | BrokerFault>;
  /** What the doctor says of the broker. */
  examine(): Promise<BrokerReport | BrokerFault>;
}

export interface FrameFeedOptions extends FeedOptions {
  /** Part of the frames, as `broker init --partition` has made it, such as `frames.berlin.>`. `null`: all. */
  readonly partition: string | null;
}

/** Frames as a worker asks for them. */
export interface FrameFeed {
  /**
   * Time after which a frame that is held comes to another worker, in milliseconds; extend it at a third of that. `null`:
   * it is held as long as the connection is.
   */
  readonly holdMs: number | null;
  /**
   * The next frame, whenever one comes; outages are waited through. One is taken from the queue for each call, so that
   * nothing waits here while another worker could send it. Calls may overlap.
   *
   * @throws the reason of this signal, or of that of the feed; a frame that comes too late is given back.
   */
  next(signal: AbortSignal): Promise<HeldFrame>;
}

/** A frame that nobody else gets while it is held. */
export interface HeldFrame {
  readonly message: FrameMessage;
  /** How often the broker has handed it out, from 1. */
  readonly deliveries: number;
  /** Starts its time anew, if it has one. */
  extend(): void;
  /**
   * Removes it from the queue.
   *
   * @returns `false` if the broker did not confirm that, or to have read it: the frame may come again. At a broker that
   *   holds it for the connection, it does so when that was lost.
   */
  acknowledge(): Promise<boolean>;
  /** Gives it back, for the next worker that asks. @param delayMs not before then. @default 0 */
  release(delayMs?: number): void;
}

/** A result that comes again unless it is acknowledged. */
export interface HeldResult {
  readonly message: ResultMessage;
  /** Removes it from the queue. @returns `false` if the broker did not confirm that: the result may come again. */
  acknowledge(): Promise<boolean>;
}

/** The broker and its queues at one moment; of a queue, `null` also stands for what the broker does not tell. */
export interface BrokerState {
  /** Version of the broker, such as `2.10.23`. */
  readonly version: string;
  /** To the broker and back, in milliseconds. */
  readonly roundTripMs: number;
  readonly frames: QueueState;
  readonly results: QueueState;
}

export interface QueueState {
  /** Messages in it; those that are held are included if their number is known. */
  readonly count: number | null;
  readonly byteLength: number | null;
  /** `null`: no limit. */
  readonly maxBytes: number | null;
  /** Age of its oldest message, in milliseconds, by the clock of this machine; `null` for an empty queue. */
  readonly oldestAgeMs: number | null;
  /** Messages that are held now. */
  readonly held: number | null;
  /** Messages that were handed out more than once and are still there. */
  readonly redelivered: number | null;
}
