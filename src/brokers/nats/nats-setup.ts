import { initRemedy } from "../init-remedy.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import type { QueuePlan, SetupPart, SetupReport } from "../queue-plan.ts";
import {
  consumerDifferences,
  describeConsumer,
  describeStream,
  streamDifferences,
} from "./nats-differences.ts";
import { API_CODES, apiCodeOf, faultOf, isNoResponders } from "./nats-faults.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";
import { namesOf } from "./nats-names.ts";
import type { ConsumerInfo, StreamInfo } from "./nats-packages.ts";
import {
  type ConsumerPlan,
  framesPlan,
  resultsPlan,
  type StreamPlan,
  workersPlan,
} from "./nats-plan.ts";
import { firstOverlap } from "../overlap.ts";
import { overlappingPart, refusedPart } from "./nats-refusals.ts";
import { whyNobodyAnswers } from "./nats-silence.ts";

/** What is to be done about what is missing. */
export type SetupMode = "make" | "compare";

/** Compares the streams and consumers of a queue with a plan, and makes those that are missing if it may. */
export async function setUp(
  link: NatsLink,
  { queue, plan, mode }: { queue: string; plan: QueuePlan; mode: SetupMode },
): Promise<SetupReport | BrokerFault> {
  const { session } = link;
  if (session === null) return link.fault;
  const work = new Setup(link, session, mode);
  try {
    // First, so that no frame is taken whose result has nowhere to go.
    const results = await work.stream(resultsPlan(queue, plan), withoutSizes(plan));
    const frames = await work.stream(framesPlan(queue, plan), plan);
    const consumers = await work.consumers(namesOf(queue).frames, plan.partitions, frames);
    return { parts: [frames, results, ...consumers] };
  } catch (error) {
    return isNoResponders(error)
      ? await whyNobodyAnswers(link, session, namesOf(queue).frames)
      : faultOf(error, link.name);
  }
}

/** Size and age of the results follow from those of the frames where they are made, and may be anything later. */
function withoutSizes({
  replicas,
}: QueuePlan): Pick<QueuePlan, "replicas" | "maxSizeBytes" | "maxAgeMs"> {
  return { replicas, maxSizeBytes: null, maxAgeMs: null };
}

class Setup {
  readonly #link: NatsLink;
  readonly #session: NatsSession;
  readonly #mode: SetupMode;

  constructor(link: NatsLink, session: NatsSession, mode: SetupMode) {
    this.#link = link;
    this.#session = session;
    this.#mode = mode;
  }

  async stream(
    wanted: StreamPlan,
    asked: Pick<QueuePlan, "replicas" | "maxSizeBytes" | "maxAgeMs">,
  ): Promise<SetupPart> {
    const name = `stream ${wanted.name}`;
    const { jsm } = this.#session;
    const found = await ifThere(jsm.streams.info(wanted.name));
    if (found !== null)
      return foundStream(name, found, streamDifferences(found.config, wanted, asked));
    return await this.#make({ name, detail: describeStream(wanted) }, () =>
      jsm.streams.add(wanted),
    );
  }

  async consumers(
    stream: string,
    partitions: readonly string[],
    frames: SetupPart,
  ): Promise<readonly SetupPart[]> {
    if (frames.state === "refused") return [];
    const found = frames.state === "missing" ? [] : await this.#workersOf(stream);
    const parts: SetupPart[] = [];
    const wanted = wantedConsumers(partitions, found);
    const subjects = [...wanted, ...found.map(({ config }) => config)].flatMap(filterOf);
    const overlap = firstOverlap([...new Set(subjects)]);
    if (overlap !== null) return [overlappingPart(overlap)];
    for (const plan of wanted) parts.push(await this.#consumer(stream, plan, found));
    return parts;
  }

  async #workersOf(stream: string): Promise<readonly ConsumerInfo[]> {
    const all = await this.#session.jsm.consumers.list(stream).next();
    return all.filter(({ name }) => /^workers(?:-|$)/u.test(name));
  }

  async #consumer(
    stream: string,
    wanted: ConsumerPlan,
    found: readonly ConsumerInfo[],
  ): Promise<SetupPart> {
    const name = `consumer ${wanted.durable_name}`;
    const there = found.find((one) => one.name === wanted.durable_name);
    if (there !== undefined)
      return foundPart(
        name,
        describeConsumer(there.config),
        consumerDifferences(there.config, wanted),
      );
    return await this.#make({ name, detail: describeConsumer(wanted) }, () =>
      this.#session.jsm.consumers.add(stream, wanted),
    );
  }

  async #make(
    part: Pick<SetupPart, "name" | "detail">,
    make: () => Promise<StreamInfo | ConsumerInfo>,
  ): Promise<SetupPart> {
    if (this.#mode === "compare")
      return {
        ...part,
        state: "missing",
        differences: [],
        remedy: initRemedy(this.#link.name),
      };
    try {
      await make();
      return { ...part, state: "made", differences: [], remedy: null };
    } catch (error) {
      const refused = refusedPart(part.name, error);
      if (refused === null) throw error;
      return refused;
    }
  }
}

function filterOf({ filter_subject }: Pick<ConsumerPlan, "filter_subject">): readonly string[] {
  return filter_subject === undefined ? [] : [filter_subject];
}

/** Without partitions that are named, those that exist are right, and else there is one consumer for all frames. */
function wantedConsumers(
  partitions: readonly string[],
  found: readonly ConsumerInfo[],
): readonly ConsumerPlan[] {
  if (partitions.length > 0) return partitions.map((partition) => workersPlan(partition));
  const parts = found.flatMap(({ config }) => config.filter_subject ?? []);
  return parts.length === 0 ? [workersPlan(null)] : parts.map((part) => workersPlan(part));
}

async function ifThere<Info>(asked: Promise<Info>): Promise<Info | null> {
  try {
    return await asked;
  } catch (error) {
    if (apiCodeOf(error) === API_CODES.streamNotFound) return null;
    throw error;
  }
}

function foundStream(
  name: string,
  { config }: StreamInfo,
  differences: readonly string[],
): SetupPart {
  return foundPart(name, describeStream(config), differences);
}

function foundPart(name: string, detail: string, differences: readonly string[]): SetupPart {
  if (differences.length === 0)
    return { name, state: "asNeeded", detail, differences, remedy: null };
  return { name, state: "differs", detail, differences, remedy: BY_HAND };
}

const BY_HAND =
  "frameferry changes nothing that exists: change it with nats stream edit or nats consumer edit, or name another queue in the address";
