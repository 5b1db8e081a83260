import type { RunEvent } from "../../core/events/run-event.ts";
import type { RunStats } from "../../results/run-stats.ts";

/** Tells a person, or a program, how a run goes. Everything goes to standard error. */
export interface Progress extends Disposable {
  listen(event: RunEvent): void;
  /** A line that stays, such as a hint. */
  note(text: string): void;
}

/** Position of a run among the runs of one command. */
export interface RunPlace {
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

/** A run as its progress display shows it. */
export interface ShownRun {
  readonly source: string;
  /** `null` for the only run of its command. @default null */
  readonly place?: RunPlace | null;
  /** Its counts, which are ahead of the events that `listen` gets. */
  readonly stats: RunStats;
  /** Addresses of the services, without secrets. */
  readonly services: readonly string[];
  /** True if another program prints to our standard error, too. */
  readonly isShared: boolean;
}
