import type { HookEvent } from "../event/hook-event.ts";

/** Body of a request about an event. */
export interface RenderedBody {
  readonly body: string;
  readonly contentType: string;
}

/** Makes the body of an event. */
export type EventBody = (event: HookEvent) => RenderedBody;

/** The event itself. */
export function jsonBody(event: HookEvent): RenderedBody {
  return { body: JSON.stringify(event), contentType: "application/json" };
}
