import type { QueuePlan, SetupPart } from "../queue-plan.ts";
import { depthOf, onChannel } from "./rabbitmq-ask.ts";
import { declare, describeQueue, otherSettings, queueDifferences } from "./rabbitmq-differences.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";
import { bindingOf, framesExchange, queueOf } from "./rabbitmq-names.ts";
import { foundPart, missingPart, refusedPart } from "./rabbitmq-parts.ts";
import { framesArguments } from "./rabbitmq-plan.ts";

/** What is set up. */
export interface SetupTask {
  /** Name of the queue in the address. */
  readonly queue: string;
  readonly plan: QueuePlan;
  /** What is to be done about what is missing. */
  readonly mode: "make" | "compare";
}

/** Compares a queue of frames with what is wanted, or makes it. @param broker for display. */
export async function workersPart(
  session: RabbitMqSession,
  broker: string,
  { queue, plan, mode, partition }: SetupTask & { readonly partition: string },
): Promise<SetupPart> {
  const wanted = framesArguments(plan, session.version);
  const name = queueOf(queue, partition);
  const part = { name: `queue ${name}`, detail: `${partition}, ${describeQueue(wanted)}` };
  if ((await depthOf(session, name)) !== null) {
    const others = await otherSettings(session, name, wanted);
    const differences = queueDifferences(others, wanted, plan);
    // What RabbitMQ does not tell can still be made sure of.
    if (mode === "make") await bind(session, name, { queue, partition });
    return foundPart(
      { ...part, detail: `${partition}, ${describeQueue(wanted, others)}` },
      differences,
    );
  }
  if (mode === "compare") return missingPart(part, broker);
  try {
    await declare(session, name, wanted);
    await bind(session, name, { queue, partition });
    return { ...part, state: "made", differences: [], remedy: null };
  } catch (error) {
    return refusedPart(part.name, error);
  }
}

async function bind(
  session: RabbitMqSession,
  name: string,
  { queue, partition }: { readonly queue: string; readonly partition: string },
): Promise<void> {
  await onChannel(
    session,
    async (channel) => await channel.bindQueue(name, framesExchange(queue), bindingOf(partition)),
  );
}
