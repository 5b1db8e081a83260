import type { RunEvent } from "../../core/events/run-event.ts";
import type { Reporting } from "../flags/reporting.ts";
import { canRedraw } from "../format/terminal.ts";
import { JsonLog } from "./json-log.ts";
import { PlainLines } from "./plain-lines.ts";

/** Tells a person, or a program, how a run goes. Everything goes to standard error. */
export interface Progress extends Disposable {
  listen(event: RunEvent): void;
  /** A line that stays, such as a hint. */
  note(text: string): void;
}

/** Which of several runs of one command a run is. */
export interface RunPlace {
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

/** What a run is about, for its heading. */
export interface RunTitle {
  readonly source: string;
  /** `null` for the only run of its command. @default null */
  readonly place?: RunPlace | null;
  /** Addresses of the services, without secrets. */
  readonly services: readonly string[];
  /** Whether another program prints to our standard error, too. */
  readonly isShared: boolean;
}

/**
 * Chooses the form that suits the stream: a live block only where a person watches a terminal, and
 * nobody else's lines come between those that it redraws.
 */
export async function startProgress(reporting: Reporting, title: RunTitle): Promise<Progress> {
  const stream = process.stderr;
  if (reporting.logFormat === "json") return new JsonLog(reporting, title);
  const isWanted = !title.isShared && reporting.hasProgress && reporting.verbosity >= 0;
  if (!isWanted || !canRedraw(stream)) return new PlainLines(stream, reporting, title);
  // It takes 35 ms to load.
  const { LiveBlock } = await import("./live-block.ts");
  return new LiveBlock(stream, reporting, title);
}
