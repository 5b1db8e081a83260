import type { MotionEnded, MotionStarted } from "../core/events/source-events.ts";
import type { RunEvent } from "../core/events/run-event.ts";

/** A motion that began or ended in the frames of a source, exactly the line in the results file. */
export type MotionLine = MotionStarted | MotionEnded;

/** The line of an event; `null` if it has none. */
export function motionLineOf(event: RunEvent): MotionLine | null {
  return event.type === "motionStarted" || event.type === "motionEnded" ? event : null;
}

/** True for what `type` says in the lines of motions. */
export function isMotionType(type: unknown): boolean {
  return type === "motionStarted" || type === "motionEnded";
}
