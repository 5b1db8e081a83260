import type { Clock } from "../../core/clock.ts";
import type { Frame } from "../../core/frame.ts";
import { WakeableTimer } from "../../core/wakeable-timer.ts";
import { BatchQueue, type BatchQueueOptions, type BatchItem } from "./batch-queue.ts";
import type { BatchRequestSender } from "./batch-request-sender.ts";
import { judgeFault } from "./judge-fault.ts";
import { isAboutSome, isInDoubt } from "../shared-verdict.ts";
import type { SendContext, Sender, SendResult } from "../send-result.ts";
import { BROKEN_OFF } from "../http/in-flight-requests.ts";

export interface BatchOptions extends BatchQueueOptions {
  /** Requests in flight at once, at most. */
  readonly requests: number;
}

/** What a batch goes out by. */
export interface BatchWays {
  /** For a frame that goes alone. */
  readonly single: Sender;
  readonly group: Pick<BatchRequestSender, "send">;
}

/**
 * Lets frames wait for each other, and sends them together; to each it tells what became of it.
 *
 * A batch goes as soon as there is a request for it and it is full, its first frame has waited for
 * long enough, or no other frame will come. So a service that is the bottleneck gets full batches, and
 * one that is not gets its frames soon.
 */
export class BatchSender implements Sender {
  readonly #ways: BatchWays;
  readonly #queue: BatchQueue;
  readonly #requests: number;
  readonly #clock: Clock;
  readonly #timer: WakeableTimer;
  /** Frames of requests that broke: should one of them be to blame, it meets nobody again. */
  readonly #isolated = new WeakSet<Frame>();
  /** The context that frames come with at present. */
  #context: SendContext | null = null;
  readonly #closing = new AbortController();
  #underWay = 0;
  #isTimed = false;

  constructor(ways: BatchWays, options: BatchOptions, clock: Clock) {
    this.#ways = ways;
    this.#queue = new BatchQueue(options);
    this.#requests = options.requests;
    this.#clock = clock;
    this.#timer = new WakeableTimer(clock);
  }

  async send(frame: Frame, context: SendContext): Promise<SendResult> {
    if (context.signal.aborted || this.#closing.signal.aborted) return GIVEN_UP;
    this.#follow(context);
    return await new Promise((tell, fail) => {
      const item = { frame, context, sinceMs: this.#clock.nowMs(), tell, fail };
      this.#queue.join(item, this.#isolated.has(frame));
      this.#look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    for (const { tell } of this.#queue.leave()) tell(GIVEN_UP);
    this.#timer.wake();
    await this.#ways.single[Symbol.asyncDispose]();
  }

  /** Lets go who may go. */
  readonly #look = (): void => {
    const limit = this.#context?.meter?.limit ?? this.#requests;
    while (this.#underWay < Math.min(this.#requests, limit)) {
      const batch = this.#queue.next(this.#clock.nowMs(), this.#isLast);
      if (batch === null) return void this.#lookLater();
      void this.#ride(batch);
    }
  };

  /** When the first of those who wait now has waited for long enough. */
  async #lookLater(): Promise<void> {
    const { dueMs } = this.#queue;
    if (dueMs === null || this.#isTimed) return;
    this.#isTimed = true;
    await this.#timer.wait(Math.max(0, dueMs - this.#clock.nowMs()));
    this.#isTimed = false;
    this.#look();
  }

  async #ride(batch: readonly BatchItem[]): Promise<void> {
    this.#underWay += 1;
    try {
      await this.#sendBatch(batch);
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
    this.#underWay -= 1;
    this.#look();
  }

  /** Those of a refused request go on by halves, one after the other in its place. */
  async #sendBatch(batch: readonly BatchItem[]): Promise<void> {
    const [first, ...others] = batch;
    if (first === undefined) return;
    const { frame, context } = first;
    const { meter } = context;
    const { single, group } = this.#ways;
    const startedMs = meter?.requestStarted() ?? this.#clock.nowMs();
    const sendings =
      others.length === 0
        ? [await single.send(frame, context)]
        : await group.send(
            batch.map((item) => item.frame),
            context,
          );
    meter?.requestEnded(startedMs, tellingOne(sendings));
    const refused = batch.filter((item, index) => {
      return !this.#settle(item, { ...(sendings[index] as SendResult), startedMs });
    });
    const middle = Math.ceil(refused.length / 2);
    await this.#sendBatch(refused.slice(0, middle));
    await this.#sendBatch(refused.slice(middle));
  }

  /** @returns whether that was the word on this frame. */
  #settle({ frame, tell }: BatchItem, sending: SendResult): boolean {
    if (isAboutSome(sending)) return false;
    if (isInDoubt(sending)) this.#isolated.add(frame);
    tell(sending);
    return true;
  }

  /** Whether no other frame will come. */
  get #isLast(): boolean {
    const { frames, drain } = this.#context ?? {};
    return drain?.aborted === true || (frames?.isEnding === true && frames.length === 0);
  }

  /** Listens to a context that is new: who waits when its signal aborts waits no longer. */
  #follow(context: SendContext): void {
    if (context === this.#context) return;
    const { signal, drain, frames } = context;
    this.#context = context;
    this.#listen(signal, () => {
      for (const { tell } of this.#queue.leave(signal)) tell(GIVEN_UP);
    });
    if (drain !== undefined) this.#listen(drain, this.#look);
    void frames?.ending?.then(this.#look);
  }

  /** A signal may live longer than the sender, which it then must not keep in memory. */
  #listen(signal: AbortSignal, listener: () => void): void {
    signal.addEventListener("abort", listener, { once: true, signal: this.#closing.signal });
  }
}

/** What shows how the service is: of those that were not sent, none does. */
function tellingOne(sendings: readonly SendResult[]): SendResult {
  return (
    sendings.find(({ batchPosition }) => batchPosition?.place === 0) ?? (sendings[0] as SendResult)
  );
}

const GIVEN_UP: SendResult = { verdict: judgeFault(BROKEN_OFF), fault: BROKEN_OFF.fault };
