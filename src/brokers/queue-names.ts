import type { FrameMessage } from "./messages.ts";

/** Name of the queue of results that belongs to a queue of frames. */
export function resultsQueue(queue: string): string {
  return queue === "frames" ? "results" : `${queue}-results`;
}

/** Subject of a frame: `frames.<site>.<source>`, by which workers may take a part. */
export function frameSubject(
  queue: string,
  { site, source }: Pick<FrameMessage, "site" | "source">,
): string {
  return `${queue}.${subjectPart(site)}.${subjectPart(source)}`;
}

/** Subject of the results of an edge: `results.<edge>`. */
export function resultSubject(queue: string, edge: string): string {
  return `${resultsQueue(queue)}.${subjectPart(edge)}`;
}

/** Subject of the signs of a worker; no queue has a name with `_`, and so none keeps them. */
export function signSubject(queue: string, worker: string): string {
  return `${queue}_workers.${subjectPart(worker)}`;
}

/** Subjects of the signs of all workers. */
export function signSubjects(queue: string): string {
  return `${queue}_workers.>`;
}

/** One part of a subject: of letters, digits, `-` and `_`; whatever else a name has becomes `_`. */
export function subjectPart(name: string): string {
  const part = name.replaceAll(/[^\p{L}\p{N}_-]+/gu, "_").slice(0, MAX_PART_LENGTH);
  return part === "" ? "_" : part;
}

const MAX_PART_LENGTH = 100;
