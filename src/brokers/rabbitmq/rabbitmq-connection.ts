import type {
  BrokerConnection,
  BrokerState,
  FrameFeed,
  FrameFeedOptions,
  HeldResult,
} from "../broker.ts";
import type { ResultsOptions } from "../feed-options.ts";
import { brokerError } from "../broker-error.ts";
import type { BrokerReport } from "../broker-report.ts";
import { FRAME_HEADER, frameHeader, resultBody } from "../envelope.ts";
import { type FrameMessage, messageId, type ResultMessage } from "../messages.ts";
import type { BrokerFault, PublishOutcome } from "../publish-outcome.ts";
import { frameSubject, resultSubject } from "../queue-names.ts";
import type { QueuePlan, SetupReport } from "../queue-plan.ts";
import { unlessAborted } from "../unless-aborted.ts";
import { depthOf } from "./rabbitmq-ask.ts";
import { ResultCopies } from "./rabbitmq-copies.ts";
import { ensureEdgeQueue } from "./rabbitmq-edge-queue.ts";
import { examine } from "./rabbitmq-examine.ts";
import { faultOf, missing } from "./rabbitmq-faults.ts";
import { RabbitMqFrameFeed } from "./rabbitmq-frame-feed.ts";
import type { RabbitMqLink } from "./rabbitmq-link.ts";
import { allOf, framesExchange, queueOf, shortSubject } from "./rabbitmq-names.ts";
import { RabbitMqPublisher } from "./rabbitmq-publisher.ts";
import { RegisterMemory } from "./rabbitmq-register-memory.ts";
import { readResults } from "./rabbitmq-results.ts";
import { setUp } from "./rabbitmq-setup.ts";
import { RabbitMqSigns } from "./rabbitmq-signs.ts";
import { SizeLimit } from "./rabbitmq-size-limit.ts";
import { readState } from "./rabbitmq-state.ts";
import { RabbitMqWatch } from "./rabbitmq-watch.ts";

/**
 * Queues at a RabbitMQ server or cluster. What publishes has a connection of its own: a server that is low on memory or
 * disk stops reading it, and acknowledgements would be stuck behind messages.
 */
export class RabbitMqBroker implements BrokerConnection {
  readonly #link: RabbitMqLink;
  readonly #queue: string;
  readonly #limit: SizeLimit;
  /** Made with the first message. */
  #outbound: Promise<Outbound> | null = null;
  #publishing: RabbitMqLink | null = null;
  readonly watch: RabbitMqWatch;
  readonly signs: RabbitMqSigns;
  readonly #register = new RegisterMemory();
  readonly #edgeQueues = new Set<string>();
  readonly #ensuring = new Map<string, Promise<BrokerFault | null>>();

  constructor(link: RabbitMqLink, queue: string) {
    this.#link = link;
    this.#queue = queue;
    this.#limit = new SizeLimit(link.name);
    this.signs = new RabbitMqSigns(link, async () => (await this.#open()).link, queue);
    this.watch = new RabbitMqWatch(link, async () => (await this.#open()).marks, queue);
  }

  get name(): string {
    return this.#link.name;
  }

  get isConnected(): boolean {
    const isPublishing = this.#publishing === null || this.#publishing.session !== null;
    return this.#link.session !== null && isPublishing;
  }

  /** RabbitMQ only tells it when a message was too large. */
  get maxPayloadBytes(): number | null {
    return this.#limit.maxBytes;
  }

  async publishFrame(message: FrameMessage, signal: AbortSignal): Promise<PublishOutcome> {
    const { image, contentType } = message;
    const publishing = this.#open().then(
      async ({ frames }) =>
        await frames.publish({
          exchange: framesExchange(this.#queue),
          subject: shortSubject(frameSubject(this.#queue, message)),
          ...{ id: messageId(message), contentType, body: image },
          headers: { [FRAME_HEADER]: frameHeader(message) },
        }),
    );
    return await unlessAborted(publishing, signal);
  }

  async publishResult(message: ResultMessage, signal: AbortSignal): Promise<PublishOutcome> {
    return await unlessAborted(this.#publishResult(message), signal);
  }

  async #publishResult(message: ResultMessage): Promise<PublishOutcome> {
    const { results, copies } = await this.#open();
    const outcome = await this.#toEdge(message, results);
    if (outcome.kind === "taken") copies.add(message);
    return outcome;
  }

  async #toEdge(message: ResultMessage, results: RabbitMqPublisher): Promise<PublishOutcome> {
    const edgeQueue = this.#edgeQueue(message.edge);
    const toEdge = {
      ...{ exchange: "", subject: edgeQueue, id: messageId(message), headers: {} },
      ...{ contentType: "application/json", body: resultBody(message) },
    };
    const outcome = await results.publish(toEdge);
    if (outcome.kind !== "missing") return outcome;
    return (await this.#ensure(edgeQueue)) ?? (await results.publish(toEdge));
  }

  #edgeQueue(edge: string): string {
    const queue = shortSubject(resultSubject(this.#queue, edge));
    this.#edgeQueues.add(queue);
    return queue;
  }

  results(edge: string, feed: ResultsOptions): AsyncIterable<HeldResult> {
    const queue = this.#edgeQueue(edge);
    const ensure = async (): Promise<BrokerFault | null> => await this.#ensure(queue);
    return readResults(this.#link, { queue, ensure }, feed);
  }

  async frames({ partition, ...feed }: FrameFeedOptions): Promise<FrameFeed> {
    const queue = queueOf(this.#queue, partition ?? allOf(this.#queue));
    const fault = await this.#whyNot(queue, partition);
    if (fault !== null) throw brokerError(fault);
    return new RabbitMqFrameFeed(this.#link, queue, feed);
  }

  async state(): Promise<BrokerState | BrokerFault> {
    return await readState(this.#link, {
      ...{ queue: this.#queue, edges: this.#edgeQueues, register: this.#register },
    });
  }

  async setUp(plan: QueuePlan): Promise<SetupReport | BrokerFault> {
    this.#register.forget();
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
    const outbound = await this.#outbound;
    await outbound?.link[Symbol.asyncDispose]();
  }

  async #open(): Promise<Outbound> {
    this.#outbound ??= this.#link.another().then((link) => {
      this.#publishing = link;
      const publisher = (): RabbitMqPublisher => new RabbitMqPublisher(link, this.#limit);
      const copies = new ResultCopies(publisher(), this.#queue);
      return { link, frames: publisher(), results: publisher(), copies, marks: publisher() };
    });
    return await this.#outbound;
  }

  /** Calls for one edge that overlap make its queue together. */
  async #ensure(edgeQueue: string): Promise<BrokerFault | null> {
    const known = this.#ensuring.get(edgeQueue);
    if (known !== undefined) return await known;
    const ensuring = this.#make(edgeQueue).finally(() => this.#ensuring.delete(edgeQueue));
    this.#ensuring.set(edgeQueue, ensuring);
    return await ensuring;
  }

  async #make(edgeQueue: string): Promise<BrokerFault | null> {
    const { session, fault, name } = this.#link;
    if (session === null) return fault;
    try {
      const names = { broker: name, queue: this.#queue, edgeQueue };
      return await ensureEdgeQueue(session, names);
    } catch (error) {
      return this.#link.session === session ? faultOf(error, name) : this.#link.fault;
    }
  }

  /** @returns `null` if there is a queue that may be read. */
  async #whyNot(queue: string, partition: string | null): Promise<BrokerFault | null> {
    const { session, fault, name } = this.#link;
    if (session === null) return fault;
    try {
      if ((await depthOf(session, queue)) !== null) return null;
    } catch (error) {
      return this.#link.session === session ? faultOf(error, name) : this.#link.fault;
    }
    return missing(name, `there is no queue ${queue}`, partition);
  }
}

interface Outbound {
  readonly link: RabbitMqLink;
  readonly frames: RabbitMqPublisher;
  readonly results: RabbitMqPublisher;
  readonly copies: ResultCopies;
  /** For those who read copies. */
  readonly marks: RabbitMqPublisher;
}
