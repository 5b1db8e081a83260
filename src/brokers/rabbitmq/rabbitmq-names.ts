import { subjectPart } from "../queue-names.ts";

/** Exchange to which edges publish, by the name of the queue in the address. */
export function framesExchange(queue: string): string {
  return queue;
}

/** Queue through which workers take a part of the frames, such as `frames.workers.berlin.all`. */
export function queueOf(queue: string, partition: string): string {
  if (partition === allOf(queue)) return `${queue}.workers`;
  const words = partition
    .split(".")
    .slice(1)
    .map((word) => WORDS[word] ?? word);
  return [queue, "workers", ...words].join(".");
}

/** Queue with the one message that says which queues there are: RabbitMQ does not list them to clients. */
export function registerQueue(queue: string): string {
  return `${queue}.register`;
}

/** Queue that exists while somebody makes the others, and only for that connection. */
export function lockQueue(queue: string): string {
  return `${queue}.lock`;
}

/** Queue of one who listens to the signs of workers; it exists only for that connection. */
export function watchQueue(queue: string, id: string): string {
  return `${queue}.watch.${id}`;
}

/** Stream with a copy of each result, for those who read them beside their edges. */
export function copiesStream(queue: string): string {
  return `${queue}.copies`;
}

/** Subject of the copy of a result; only the stream of copies is bound to it, for no queue has a name with `_`. */
export function copySubject(queue: string, edge: string): string {
  return shortSubject(`${queue}_copies.${subjectPart(edge)}`);
}

/** Subject of a mark with which a reader finds the end of the stream of copies. */
export function markSubject(queue: string, reader: string): string {
  return `${queue}_marks.${reader}`;
}

/** What the stream of copies gets: copies, and marks. */
export function copiesBindings(queue: string): readonly string[] {
  return [`${queue}_copies.#`, `${queue}_marks.#`];
}

/** Pattern of a topic exchange for a subject: `#` stands for any number of words, none included. */
export function bindingOf(partition: string): string {
  return partition.replace(/>$/u, "*.#");
}

/** All frames as a subject. */
export function allOf(queue: string): string {
  return `${queue}.>`;
}

/** Names of queues have no wildcards. */
const WORDS: Readonly<Record<string, string>> = { "*": "any", ">": "all" };

/** A subject, of which each part has no more bytes than the protocol has space for. */
export function shortSubject(subject: string): string {
  return subject
    .split(".")
    .map((part) => Buffer.from(part).subarray(0, MAX_PART_BYTES).toString("utf8"))
    .map((part) => part.replace(/\uFFFD+$/u, ""))
    .join(".");
}

/** A subject has 255 bytes at most: a queue of 32, a site and a source. */
const MAX_PART_BYTES = 100;
