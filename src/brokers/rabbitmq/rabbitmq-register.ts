import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { closeChannel, depthOf, onChannel } from "./rabbitmq-ask.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";

/*
 * RabbitMQ does not tell clients which queues there are, nor how they were made. So one message in a queue of its own
 * says it: without it, a second queue could get the same frames once more.
 */

/** What the register says. */
export interface Register {
  /** Subjects that have a queue; that of all frames is `frames.>`. */
  readonly partitions: readonly string[];
  /** Nodes that hold each message of queues that are made. `null`: the default. */
  readonly replicas: number | null;
  /** Size of each queue of frames, in bytes. `null`: the default. */
  readonly maxSizeBytes: number | null;
}

const REGISTER: z.ZodType<Register> = z.object({
  partitions: z.array(z.string()),
  replicas: z.number().nullable(),
  maxSizeBytes: z.number().nullable(),
});

/** What the register says; `"missing"` if there is none, `"empty"` for one that nothing was written to. */
export async function readRegister(
  session: RabbitMqSession,
  queue: string,
): Promise<Register | "missing" | "empty"> {
  if ((await depthOf(session, queue)) === null) return "missing";
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await onChannel(session, async (channel) => {
      const message = await channel.get(queue);
      // Given back when the channel is closed.
      return message === false ? null : message.content.toString("utf8");
    });
    if (found !== null) return REGISTER.parse(JSON.parse(found));
    // Somebody else may be reading it at this moment.
    await sleep(PAUSE_MS * Math.random());
  }
  return "empty";
}

/** Writes what the register says from now on; only the newest is kept. */
export async function writeRegister(
  { client }: RabbitMqSession,
  queue: string,
  register: Register,
): Promise<void> {
  const channel = await client.createConfirmChannel();
  channel.on("error", () => {});
  try {
    channel.sendToQueue(queue, Buffer.from(JSON.stringify(register)), {
      ...{ persistent: true, mandatory: true, contentType: "application/json" },
    });
    await channel.waitForConfirms();
  } finally {
    await closeChannel(channel);
  }
}

const ATTEMPTS = 20;
const PAUSE_MS = 200;
