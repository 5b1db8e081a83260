import { initRemedy } from "../init-remedy.ts";
import type { SetupPart } from "../queue-plan.ts";
import { REPLY_CODES, replyCodeOf, sentenceOf } from "./rabbitmq-faults.ts";

type NamedPart = Pick<SetupPart, "name" | "detail">;

export function foundPart(part: NamedPart, differences: readonly string[]): SetupPart {
  if (differences.length === 0) return { ...part, state: "asNeeded", differences, remedy: null };
  return { ...part, state: "differs", differences, remedy: BY_HAND };
}

const BY_HAND =
  "RabbitMQ cannot change a queue, and frameferry removes none: name another queue in the address, or let workers empty this one, delete it with rabbitmqctl delete_queue, and make it anew";

/** @param broker for display. */
export function missingPart(part: NamedPart, broker: string): SetupPart {
  const remedy = initRemedy(broker);
  return { ...part, state: "missing", differences: [], remedy };
}

/** Part for what the broker did not make because of an option. @throws the error if it means anything else. */
export function refusedPart(name: string, error: unknown): SetupPart {
  if (replyCodeOf(error) !== REPLY_CODES.preconditionFailed) throw error;
  const remedy = "name other options, or another queue in the address, such as /site-frames";
  return { name, state: "refused", detail: sentenceOf(error), differences: [], remedy };
}

/** Queues that would get the same frames twice. */
export function overlappingPart([one, other]: readonly [string, string]): SetupPart {
  const detail = `${one} and ${other} have frames in common`;
  const remedy =
    "partitions may not overlap each other, nor the queue of all frames: name others, or another queue in the address";
  return { name: "partitions", state: "refused", detail, differences: [], remedy };
}
