import { formatBytes } from "../../core/text/format-bytes.ts";
import type { SetupPart } from "../queue-plan.ts";
import { depthOf, onChannel } from "./rabbitmq-ask.ts";
import { declare, otherSettings } from "./rabbitmq-differences.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";
import { copiesBindings, copiesStream, framesExchange } from "./rabbitmq-names.ts";
import { foundPart, missingPart, refusedPart } from "./rabbitmq-parts.ts";
import {
  copiesArguments,
  MAX_AGE,
  MAX_BYTES,
  QUEUE_TYPE,
  type QueueArguments,
} from "./rabbitmq-plan.ts";
import type { SetupTask } from "./rabbitmq-workers.ts";

/** Compares the stream of copies of results with what is wanted, or makes it. @param broker for display. */
export async function copiesPart(
  session: RabbitMqSession,
  broker: string,
  { queue, plan, mode }: SetupTask,
): Promise<SetupPart> {
  const wanted = copiesArguments(plan);
  const name = copiesStream(queue);
  const part = { name: `stream ${name}`, detail: describe(wanted) };
  if ((await depthOf(session, name)) !== null) {
    const others = await otherSettings(session, name, wanted);
    if (mode === "make") await bind(session, queue);
    return foundPart(part, copiesDifferences(others));
  }
  if (mode === "compare") return missingPart(part, broker);
  try {
    await declare(session, name, wanted);
    await bind(session, queue);
    return { ...part, state: "made", differences: [], remedy: null };
  } catch (error) {
    return refusedPart(part.name, error);
  }
}

/**
 * What is wrong with a stream of copies that exists. How large it may become, and how long its
 * segments are, loses nothing.
 */
function copiesDifferences(others: ReadonlyMap<string, string | number | null>): readonly string[] {
  const type = others.get(QUEUE_TYPE);
  if (type !== undefined)
    return [`it is a ${type ?? "classic"} queue, which hands out what is read; needed is a stream`];
  const age = others.get(MAX_AGE);
  return [
    ...(others.get(MAX_BYTES) === null
      ? ["it has no largest size, so that it takes copies until the disk is full"]
      : []),
    ...(age === undefined
      ? []
      : [`it removes copies ${age === null ? "at no age" : `after ${age}`}, not after 7D`]),
  ];
}

function describe(wanted: QueueArguments): string {
  return `holds a copy of each result, up to ${formatBytes(Number(wanted[MAX_BYTES]))}, for 7 days`;
}

async function bind(session: RabbitMqSession, queue: string): Promise<void> {
  await onChannel(session, async (channel) => {
    for (const pattern of copiesBindings(queue))
      await channel.bindQueue(copiesStream(queue), framesExchange(queue), pattern);
  });
}
