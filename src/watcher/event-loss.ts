import { keptEvents } from "../core/platform/kernel-facts.ts";

let kept: number | null = null;

/**
 * Number of events that the system certainly keeps for us until we hear them: if fewer were heard in a time, it has
 * dropped none in it. 0 where nobody can tell. Linux drops events only when its queue is full.
 */
export function eventsKept(): number {
  return (kept ??= keptEvents());
}
