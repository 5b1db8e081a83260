import type { RunEvent } from "../core/events/run-event.ts";
import type { RunView } from "./run-view.ts";

/** State of a service in a run. */
export interface ServiceState {
  inFlight: number;
  /** Maximum number of requests in flight; `null` before anything is sent. */
  limit: number | null;
  /** Result of the last request, where the service is considered away; else `null`. */
  awayReason: string | null;
}

/** A run under way: what its events say of now, and a view of the rest. */
export class LiveRun {
  readonly view: RunView;
  readonly services: ReadonlyMap<string, ServiceState>;
  /** Frames that have landed and have no outcome. */
  backlog = 0;

  constructor(view: RunView) {
    this.view = view;
    this.services = new Map(
      view.services.map((service) => [service, { inFlight: 0, limit: null, awayReason: null }]),
    );
  }

  listen(event: RunEvent): void {
    switch (event.type) {
      case "frameLanded":
        this.backlog += 1;
        break;
      case "frameSettled":
        this.backlog -= 1;
        break;
      case "requestStarted":
        this.#change(event.service, (state) => (state.inFlight += 1));
        break;
      case "requestEnded":
        this.#change(event.service, (state) => (state.inFlight -= 1));
        break;
      case "limitChanged":
        this.#change(event.service, (state) => (state.limit = event.limit));
        break;
      case "serviceLost":
        this.#change(event.service, (state) => (state.awayReason = event.reason));
        break;
      case "serviceRecovered":
        this.#change(event.service, (state) => (state.awayReason = null));
        break;
      default:
        break;
    }
  }

  #change(service: string, change: (state: ServiceState) => void): void {
    const state = this.services.get(service);
    if (state !== undefined) change(state);
  }
}
