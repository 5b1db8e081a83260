import type { RunEvent } from "../../core/events/run-event.ts";

/** Decides of which events of sources a hook is told. */
export interface Condition extends Disposable {
  /** Takes an event of a source. It must be quick: the source waits. @param source its name. */
  listen(source: string, event: RunEvent): void;
  /** A source begins anew: what its last run lacked may be there again without an event. */
  started?(source: string): void;
  /** A source does not go on: a person has to change something first. */
  failed?(source: string, reason: string): void;
  /** A source has ended, or is not there any more. Nothing is told of it. */
  ended?(source: string): void;
}
