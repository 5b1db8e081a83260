import type { RunEvent } from "../../core/events/run-event.ts";
import type { KnownSubjects } from "../memory/alarm-memory.ts";

/** Decides of which events of sources a hook is told. */
export interface Condition extends Disposable {
  /** Takes an event of a source. It must be quick: the source waits. @param source its name. */
  listen(source: string, event: RunEvent): void;
  /** A source begins anew: what its last run lacked may be there again without an event. */
  started?(source: string): void;
  /** A source does not go on: a person has to change something first. */
  failed?(source: string, reason: string): void;
  /** A source has ended. A trouble that was told lasts until a run of it says that it is over. */
  ended?(source: string): void;
  /** The site has other sources and services: troubles of those that are gone are gone. */
  keepOnly?(known: KnownSubjects): void;
}
