import { formatBytes } from "../../core/text/format-bytes.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { onChannel } from "./rabbitmq-ask.ts";
import { REPLY_CODES, replyCodeOf, sentenceOf } from "./rabbitmq-faults.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";
import {
  DELIVERY_LIMIT,
  GROUP_SIZE,
  MAX_BYTES,
  MESSAGE_TTL,
  OVERFLOW,
  QUEUE_TYPE,
  type QueueArguments,
  type QueueSizes,
} from "./rabbitmq-plan.ts";

/** A setting of a queue that exists; `null` if it has none of it. */
type Setting = string | number | null;

/** Settings of a queue that exists, as far as they are other than those it was compared with, by their names. */
export type OtherSettings = ReadonlyMap<string, Setting>;

/**
 * Compares a queue that exists with arguments. RabbitMQ names one difference each time that it is asked to make the
 * queue: it is asked until nothing differs any more, which changes nothing.
 */
export async function otherSettings(
  session: RabbitMqSession,
  queue: string,
  wanted: QueueArguments,
): Promise<OtherSettings> {
  const others = new Map<string, Setting>();
  for (;;) {
    const given = Object.entries({ ...wanted, ...Object.fromEntries(others) });
    const settings = given.filter(([, value]) => value !== null);
    try {
      await declare(session, queue, Object.fromEntries(settings) as QueueArguments);
      return others;
    } catch (error) {
      const [name, found] = differenceIn(error);
      if (others.has(name)) throw error;
      others.set(name, found);
      // Only arguments can be asked for as they are.
      if (!name.startsWith("x-")) return others;
    }
  }
}

/** Makes a queue, unless there is one with these arguments. */
export async function declare(
  session: RabbitMqSession,
  queue: string,
  settings: QueueArguments,
): Promise<void> {
  await onChannel(
    session,
    async (channel) => await channel.assertQueue(queue, { durable: true, arguments: settings }),
  );
}

/** @throws the error if it is about anything else. */
function differenceIn(error: unknown): readonly [string, Setting] {
  const [, name, found] = DIFFERENCE.exec(sentenceOf(error)) ?? [];
  if (replyCodeOf(error) !== REPLY_CODES.preconditionFailed || name === undefined) throw error;
  const [, value = null] = /^(?:the value )?'([^']*)'/u.exec(found ?? "") ?? [];
  return [name, value !== null && /^-?\d+$/u.test(value) ? Number(value) : value];
}

/** Such as `... received none but current is the value '20' of type 'signedint'`, or `... but current is '20'`. */
const DIFFERENCE = /^inequivalent arg '([^']+)' for [^:]*: received .* but current is (.*)$/u;

/** What is wrong with a queue of frames that exists, a sentence for each flaw with its consequence. */
export function queueDifferences(
  others: OtherSettings,
  wanted: QueueArguments,
  { replicas, maxSizeBytes, maxAgeMs }: QueueSizes,
): readonly string[] {
  const sentences = SENTENCES({ replicas, maxSizeBytes, maxAgeMs }, wanted);
  const names = [...Object.keys(sentences), ...others.keys()];
  return [...new Set(names)].flatMap((name) => {
    const found = others.get(name);
    if (found === undefined || HARMLESS.test(name)) return [];
    const sentence = sentences[name] ?? plainly(name);
    return sentence(found) ?? [];
  });
}

type Sentence = (found: Setting) => string | null;

function plainly(name: string): Sentence {
  return (found) => `its setting ${name} is ${found ?? "missing"}`;
}

/** Settings that neither lose messages nor stop them. */
const HARMLESS = /^x-(?:dead-letter-|max-in-memory-|queue-(?:master|leader)-locator$)/u;

const SENTENCES = (
  { replicas, maxSizeBytes, maxAgeMs }: QueueSizes,
  wanted: QueueArguments,
): Readonly<Record<string, Sentence>> => ({
  durable: () => "it is gone after a restart of the broker",
  [QUEUE_TYPE]: (found) =>
    `it is a ${found ?? "classic"} queue, which one node holds; needed is a quorum queue`,
  [OVERFLOW]: (found) => overflow(found, wanted[OVERFLOW]),
  [DELIVERY_LIMIT]: (found) =>
    found === -1 ? null : `it gives a message up after ${found ?? DEFAULT_LIMIT} deliveries`,
  "x-max-length": (found) => `it keeps only ${found} messages`,
  [MAX_BYTES]: (found) => size(found, maxSizeBytes),
  [MESSAGE_TTL]: (found) =>
    maxAgeMs === null ? null : `it removes messages ${ageOf(found)}, not ${ageOf(maxAgeMs)}`,
  [GROUP_SIZE]: (found) =>
    replicas === null
      ? null
      : `it was made for ${nodes(found ?? "any number of")}, not ${nodes(replicas)}`,
});

function size(found: Setting, asked: number | null): string | null {
  if (found === null)
    return "it has no largest size, so that it takes messages until the disk is full";
  return asked === null ? null : `its largest size is ${bytes(found)}, not ${bytes(asked)}`;
}

/** Deliveries of a message from 4.0 on where a queue does not say how many. */
const DEFAULT_LIMIT = 20;

function overflow(found: Setting, wanted: Setting | undefined): string | null {
  if (wanted === "drop-head")
    return found === null
      ? null
      : "it refuses new messages when it is full, and does not drop the oldest";
  return "it removes its oldest messages when it is full, where it should refuse new ones";
}

/** A queue in words, with the settings that it has. */
export function describeQueue(wanted: QueueArguments, others: OtherSettings = new Map()): string {
  const value = (name: string): Setting =>
    (others.has(name) ? others.get(name) : wanted[name]) ?? null;
  const maxBytes = value(MAX_BYTES);
  const full = value(OVERFLOW) === "reject-publish" ? "refuses what is over" : "drops the oldest";
  return [
    `for ${nodes(value(GROUP_SIZE) ?? "any number of")}`,
    maxBytes === null ? "of any size" : `up to ${bytes(maxBytes)}`,
    full,
    `removes messages ${ageOf(value(MESSAGE_TTL))}`,
  ].join(", ");
}

function nodes(count: string | number): string {
  return `${count} ${count === 1 ? "node" : "nodes"}`;
}

function bytes(count: string | number): string {
  return formatBytes(Number(count));
}

function ageOf(ageMs: Setting): string {
  return ageMs === null ? "at no age" : `after ${formatDuration(Number(ageMs) / 1000)}`;
}
