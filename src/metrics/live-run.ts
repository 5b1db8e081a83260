import type { BrokerView } from "../core/events/broker-view.ts";
import type { RunEvent } from "../core/events/run-event.ts";
import type { RunView } from "../core/events/run-view.ts";

/** State of a service in a run. */
export interface ServiceState {
  inFlight: number;
  /** Maximum number of requests in flight; `null` before anything is sent. */
  limit: number | null;
  /** Result of the last request, where the service is considered away; else `null`. */
  awayReason: string | null;
}

/** The runs under way, which may be several at once: what their events say of now, and views of the rest. */
export class LiveRuns {
  readonly services: Map<string, ServiceState> = new Map();
  /** Frames that have landed and have no outcome. */
  backlog = 0;
  readonly #views = new Set<RunView>();

  /** In the order in which they began. */
  get views(): readonly RunView[] {
    return [...this.#views];
  }

  /** The brokers of the runs, in the order in which they were opened; several runs may have one that is the same. */
  get brokers(): readonly BrokerView[] {
    return this.views.flatMap(({ broker }) => broker ?? []);
  }

  /** A run begins; services that others use, too, stay as they are. */
  open(view: RunView): void {
    this.#views.add(view);
    for (const service of view.services)
      if (!this.services.has(service))
        this.services.set(service, { inFlight: 0, limit: null, awayReason: null });
  }

  /** @param pending frames of the run that are left without an outcome. */
  close(view: RunView, pending: number): void {
    this.#views.delete(view);
    this.backlog = this.#views.size === 0 ? 0 : this.backlog - pending;
    const used = new Set(this.views.flatMap(({ services }) => services));
    for (const service of view.services) if (!used.has(service)) this.services.delete(service);
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
