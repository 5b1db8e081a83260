import type {
  BrokerConnection,
  BrokerState,
  FeedOptions,
  FrameFeed,
  FrameFeedOptions,
  HeldResult,
} from "../broker.ts";
import type { BrokerReport } from "../broker-report.ts";
import { FRAME_HEADER, frameHeader, resultBody } from "../envelope.ts";
import { type FrameMessage, messageId, type ResultMessage } from "../messages.ts";
import type { BrokerFault, PublishOutcome } from "../publish-outcome.ts";
import { frameSubject, resultSubject, subjectPart } from "../queue-names.ts";
import type { QueuePlan, SetupReport } from "../queue-plan.ts";
import { brokerError } from "../broker-error.ts";
import { ensureEdgeConsumer, findWorkers } from "./nats-consumers.ts";
import { examine } from "./nats-examine.ts";
import { NatsFrameFeed } from "./nats-frame-feed.ts";
import type { NatsLink } from "./nats-link.ts";
import { edgeConsumer, namesOf, type NatsNames, workersOf } from "./nats-names.ts";
import { publish } from "./nats-publish.ts";
import { NatsReader } from "./nats-reader.ts";
import { readResults } from "./nats-results.ts";
import { setUp } from "./nats-setup.ts";
import { NatsSigns } from "./nats-signs.ts";
import { readState } from "./nats-state.ts";
import { NatsWatch } from "./nats-watch.ts";

/** A queue at a NATS server or cluster. */
export class NatsBroker implements BrokerConnection {
  readonly #link: NatsLink;
  readonly #queue: string;
  readonly #names: NatsNames;

  readonly watch: NatsWatch;
  readonly signs: NatsSigns;

  constructor(link: NatsLink, queue: string) {
    this.#link = link;
    this.watch = new NatsWatch(link, queue);
    this.signs = new NatsSigns(link, queue);
    this.#queue = queue;
    this.#names = namesOf(queue);
  }

  get name(): string {
    return this.#link.name;
  }

  get isConnected(): boolean {
    return this.#link.session !== null;
  }

  get maxPayloadBytes(): number | null {
    return this.#link.session?.client.info?.max_payload ?? null;
  }

  async publishFrame(message: FrameMessage, signal: AbortSignal): Promise<PublishOutcome> {
    const { image, key, contentType } = message;
    return await publish(
      this.#link,
      {
        stream: this.#names.frames,
        subject: frameSubject(this.#queue, message),
        id: messageId(message),
        headers: {
          [FRAME_HEADER]: frameHeader(message),
          "Content-Type": contentType,
          "Idempotency-Key": key,
        },
        body: image,
      },
      signal,
    );
  }

  async publishResult(message: ResultMessage, signal: AbortSignal): Promise<PublishOutcome> {
    return await publish(
      this.#link,
      {
        stream: this.#names.results,
        subject: resultSubject(this.#queue, message.edge),
        id: messageId(message),
        headers: { "Content-Type": "application/json", "Idempotency-Key": message.key },
        body: resultBody(message),
      },
      signal,
    );
  }

  results(edge: string, feed: FeedOptions): AsyncIterable<HeldResult> {
    const source = { stream: this.#names.results, consumer: edgeConsumer(subjectPart(edge)) };
    const subject = resultSubject(this.#queue, edge);
    const reader = new NatsReader(this.#link, {
      ...feed,
      ...source,
      whatIsWrong: async (session) =>
        await ensureEdgeConsumer(this.#link, session, { ...source, subject }),
    });
    return readResults(this.#link, reader, feed);
  }

  async frames({ partition, ...feed }: FrameFeedOptions): Promise<FrameFeed> {
    const source = { stream: this.#names.frames, consumer: workersOf(partition) };
    const { session } = this.#link;
    if (session === null) throw brokerError(this.#link.fault);
    const found = await findWorkers(this.#link, session, { ...source, partition });
    if ("kind" in found) throw brokerError(found);
    const reader = new NatsReader(this.#link, {
      ...feed,
      ...source,
      whatIsWrong: async (current) => {
        const again = await findWorkers(this.#link, current, { ...source, partition });
        return "kind" in again ? again : null;
      },
    });
    return new NatsFrameFeed(this.#link, reader, { ...feed, holdMs: found.holdMs });
  }

  async state(): Promise<BrokerState | BrokerFault> {
    return await readState(this.#link, this.#queue);
  }

  async setUp(plan: QueuePlan): Promise<SetupReport | BrokerFault> {
    return await setUp(this.#link, { queue: this.#queue, plan, mode: "make" });
  }

  async compare(plan: QueuePlan): Promise<SetupReport | BrokerFault> {
    return await setUp(this.#link, { queue: this.#queue, plan, mode: "compare" });
  }

  async examine(): Promise<BrokerReport | BrokerFault> {
    return await examine(this.#link, this.#queue);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }
}
