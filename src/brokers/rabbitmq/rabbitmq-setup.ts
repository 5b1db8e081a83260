import { away } from "../common-faults.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import type { SetupPart, SetupReport } from "../queue-plan.ts";
import { firstOverlap } from "../overlap.ts";
import { hasExchange, onChannel } from "./rabbitmq-ask.ts";
import { copiesPart } from "./rabbitmq-copies-part.ts";
import { faultOf, REPLY_CODES, replyCodeOf, sentenceOf } from "./rabbitmq-faults.ts";
import type { RabbitMqLink, RabbitMqSession } from "./rabbitmq-link.ts";
import { underLock } from "./rabbitmq-lock.ts";
import { allOf, framesExchange, registerQueue } from "./rabbitmq-names.ts";
import { foundPart, missingPart, overlappingPart, refusedPart } from "./rabbitmq-parts.ts";
import { registerArguments } from "./rabbitmq-plan.ts";
import { declare } from "./rabbitmq-differences.ts";
import { readRegister, type Register, writeRegister } from "./rabbitmq-register.ts";
import { type SetupTask, workersPart } from "./rabbitmq-workers.ts";

/** Compares the exchange and the queues with a plan, and makes those that are missing if it may. */
export async function setUp(
  link: RabbitMqLink,
  task: SetupTask,
): Promise<SetupReport | BrokerFault> {
  const { session, name } = link;
  if (session === null) return link.fault;
  const work = new Setup(session, name, task);
  try {
    if (task.mode === "compare") return { parts: await work.run() };
    const parts = await underLock(session, task.queue, async () => await work.run());
    return parts === null ? away(`somebody else is setting ${name} up`) : { parts };
  } catch (error) {
    return link.session === session ? faultOf(error, name) : link.fault;
  }
}

class Setup {
  readonly #session: RabbitMqSession;
  readonly #name: string;
  readonly #task: SetupTask;

  constructor(session: RabbitMqSession, name: string, task: SetupTask) {
    this.#session = session;
    this.#name = name;
    this.#task = task;
  }

  async run(): Promise<readonly SetupPart[]> {
    const exchange = await this.#exchange();
    if (exchange.state === "refused" || exchange.state === "differs") return [exchange];
    const { queue, plan } = this.#task;
    const found = await readRegister(this.#session, registerQueue(queue));
    const known = typeof found === "string" ? [] : found.partitions;
    const wanted = wantedPartitions(plan.partitions, known, allOf(queue));
    const register = await this.#registerPart(found);
    const overlap = firstOverlap([...new Set([...wanted, ...known])]);
    if (overlap !== null) return [exchange, register, overlappingPart(overlap)];
    const workers = await this.#workers(wanted, found);
    return [
      exchange,
      register,
      ...workers,
      await copiesPart(this.#session, this.#name, this.#task),
    ];
  }

  /** Those of frames, on record before they are made: without that, later ones could overlap them. */
  async #workers(
    wanted: readonly string[],
    found: Register | "missing" | "empty",
  ): Promise<readonly SetupPart[]> {
    const known = typeof found === "string" ? [] : found.partitions;
    await this.#record([...new Set([...known, ...wanted])], found);
    const parts: SetupPart[] = [];
    for (const partition of wanted)
      parts.push(await workersPart(this.#session, this.#name, { ...this.#task, partition }));
    const refused = wanted.filter((_, at) => parts[at]?.state === "refused");
    if (refused.length > 0)
      await this.#record(
        [...new Set([...known, ...wanted])].filter((one) => !refused.includes(one)),
        "empty",
      );
    return parts;
  }

  async #record(
    partitions: readonly string[],
    found: Register | "missing" | "empty",
  ): Promise<void> {
    const { queue, plan, mode } = this.#task;
    if (mode === "compare") return;
    const { replicas, maxSizeBytes } = typeof found === "string" ? plan : found;
    const before = typeof found === "string" ? null : found.partitions;
    if (before !== null && partitions.every((one) => before.includes(one))) return;
    const register = { partitions: [...partitions], replicas, maxSizeBytes };
    await writeRegister(this.#session, registerQueue(queue), register);
  }

  async #exchange(): Promise<SetupPart> {
    const exchange = framesExchange(this.#task.queue);
    const part = { name: `exchange ${exchange}`, detail: "takes frames, by their subjects" };
    const isThere = await hasExchange(this.#session, exchange);
    if (!isThere && this.#task.mode === "compare") return missingPart(part, this.#name);
    try {
      await onChannel(
        this.#session,
        async (channel) => await channel.assertExchange(exchange, "topic", { durable: true }),
      );
      return { ...part, state: isThere ? "asNeeded" : "made", differences: [], remedy: null };
    } catch (error) {
      if (replyCodeOf(error) !== REPLY_CODES.preconditionFailed) throw error;
      return foundPart(part, [`it is another one: ${sentenceOf(error)}`]);
    }
  }

  async #registerPart(found: Register | "missing" | "empty"): Promise<SetupPart> {
    const { queue, plan, mode } = this.#task;
    const name = registerQueue(queue);
    const part = { name: `queue ${name}`, detail: "holds a list of the queues of frames" };
    if (found !== "missing") return foundPart(part, []);
    if (mode === "compare") return missingPart(part, this.#name);
    try {
      await declare(this.#session, name, registerArguments(plan, this.#session.version));
      return { ...part, state: "made", differences: [], remedy: null };
    } catch (error) {
      return refusedPart(part.name, error);
    }
  }
}

/** Without partitions that are named, those that exist are right, and else there is one queue for all frames. */
function wantedPartitions(
  named: readonly string[],
  known: readonly string[],
  all: string,
): readonly string[] {
  if (named.length > 0) return named;
  return known.length > 0 ? known : [all];
}
