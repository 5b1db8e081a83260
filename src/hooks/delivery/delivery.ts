import type { HookEvent } from "../event/hook-event.ts";

/** What became of an event: `null` if it was told, else why not, as the end of a sentence. */
export type DeliveryProblem = string | null;

/** Tells an event to whom it may concern. It never rejects, and ends at an abort. */
export type Deliver = (event: HookEvent, signal: AbortSignal) => Promise<DeliveryProblem>;
