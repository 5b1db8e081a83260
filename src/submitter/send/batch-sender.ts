import type { Clock } from "../../core/concurrency/clock.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import { BatchQueue, type BatchQueueOptions, type BatchItem } from "./batch-queue.ts";
import type { BatchRequestSender } from "./batch-request-sender.ts";
import { judgeFault } from "./judge-fault.ts";
import { needsSplit, needsIsolation } from "../batch-splitting.ts";
import type { SendContext, Sender, SendResult } from "../send-result.ts";
import { BROKEN_OFF } from "../http/in-flight-requests.ts";

export interface BatchOptions extends BatchQueueOptions {
  /** Requests in flight at once, at most. */
  readonly requests: number;
}

/** Senders that a batch sender works with. */
export interface BatchSenders {
  /** For a frame that goes alone. */
  readonly single: Sender;
  readonly batch: Pick<BatchRequestSender, "send">;
}

/**
 * Lets frames wait for each other, and sends them together; each gets a result of its own.
 *
 * A batch goes as soon as there is a request for it and it is full, its first frame has waited for
 * long enough, or no other frame will come. So a service that is the bottleneck gets full batches, and
 * one that is not gets its frames soon.
 */
export class BatchSender implements Sender {
  readonly #senders: BatchSenders;
  readonly #queue: BatchQueue;
  readonly #requests: number;
  readonly #clock: Clock;
  readonly #timer: WakeableTimer;
  /** Frames of requests that broke: should one of them be to blame, it meets nobody again. */
  readonly #isolated = new WeakSet<Frame>();
  /** The context that frames come with at present. */
  #context: SendContext | null = null;
  readonly #closing = new AbortController();
  /** Batches that are being sent. */
  #inFlight = 0;
  #isTimed = false;

  constructor(senders: BatchSenders, options: BatchOptions, clock: Clock) {
    this.#senders = senders;
    this.#queue = new BatchQueue(options);
    this.#requests = options.requests;
    this.#clock = clock;
    this.#timer = new WakeableTimer(clock);
  }

  async send(frame: Frame, context: SendContext): Promise<SendResult> {
    if (context.signal.aborted || this.#closing.signal.aborted) return GIVEN_UP;
    this.#follow(context);
    return await new Promise((resolve, reject) => {
      const item = { frame, context, sinceMs: this.#clock.nowMs(), resolve, reject };
      this.#queue.join(item, this.#isolated.has(frame));
      this.#look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    for (const { resolve } of this.#queue.leave()) resolve(GIVEN_UP);
    this.#timer.wake();
    await this.#senders.single[Symbol.asyncDispose]();
  }

  /** Sends the batches that may go now. */
  readonly #look = (): void => {
    while (this.#inFlight < this.#maxInFlight) {
      const batch = this.#queue.next(this.#clock.nowMs(), this.#isLast);
      if (batch === null) return void this.#lookLater();
      void this.#run(batch);
    }
  };

  get #maxInFlight(): number {
    return Math.min(this.#requests, this.#context?.meter?.limit ?? this.#requests);
  }

  /** Looks again once the first frame that waits has waited for long enough. */
  async #lookLater(): Promise<void> {
    const { dueMs } = this.#queue;
    if (dueMs === null || this.#isTimed) return;
    this.#isTimed = true;
    await this.#timer.wait(Math.max(0, dueMs - this.#clock.nowMs()));
    this.#isTimed = false;
    this.#look();
  }

  async #run(batch: readonly BatchItem[]): Promise<void> {
    this.#inFlight += 1;
    try {
      await this.#sendBatch(batch);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.#inFlight -= 1;
    this.#look();
  }

  /** Frames of a rejected batch go on by halves, one after the other in its place. */
  async #sendBatch(batch: readonly BatchItem[]): Promise<void> {
    const [first, ...others] = batch;
    if (first === undefined) return;
    const { frame, context } = first;
    const { meter } = context;
    const { single, batch: several } = this.#senders;
    const startedMs = meter?.requestStarted() ?? this.#clock.nowMs();
    const results =
      others.length === 0
        ? [await single.send(frame, context)]
        : await several.send(
            batch.map((item) => item.frame),
            context,
          );
    meter?.requestEnded(startedMs, firstOf(results));
    const rejected = batch.filter((item, index) => {
      return !this.#finish(item, { ...(results[index] as SendResult), startedMs });
    });
    const middle = Math.ceil(rejected.length / 2);
    await this.#sendBatch(rejected.slice(0, middle));
    await this.#sendBatch(rejected.slice(middle));
  }

  /** @returns whether that is the result of this frame. */
  #finish({ frame, resolve }: BatchItem, result: SendResult): boolean {
    if (needsSplit(result)) return false;
    if (needsIsolation(result)) this.#isolated.add(frame);
    resolve(result);
    return true;
  }

  /** True if no other frame will come. */
  get #isLast(): boolean {
    const { frames, drain } = this.#context ?? {};
    return drain?.aborted === true || (frames?.isEnding === true && frames.length === 0);
  }

  /** Listens to a context that is new: when its signal aborts, none of its frames waits on. */
  #follow(context: SendContext): void {
    if (context === this.#context) return;
    const { signal, drain, frames } = context;
    this.#context = context;
    this.#listen(signal, () => {
      for (const { resolve } of this.#queue.leave(signal)) resolve(GIVEN_UP);
    });
    if (drain !== undefined) this.#listen(drain, this.#look);
    void frames?.ending?.then(this.#look);
  }

  /** A signal may live longer than the sender, which it then must not keep in memory. */
  #listen(signal: AbortSignal, listener: () => void): void {
    signal.addEventListener("abort", listener, { once: true, signal: this.#closing.signal });
  }
}

/** The result that stands for the whole request: not that of a frame that was not sent. */
function firstOf(results: readonly SendResult[]): SendResult {
  return (
    results.find(({ batchPosition }) => batchPosition?.place === 0) ?? (results[0] as SendResult)
  );
}

const GIVEN_UP: SendResult = { verdict: judgeFault(BROKEN_OFF), fault: BROKEN_OFF.fault };
