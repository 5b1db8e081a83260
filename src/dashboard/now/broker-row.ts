import type { BrokerView } from "../../core/events/broker-view.ts";
import type { BrokerStateNow } from "../broker-data.ts";
import { RecentLatencies } from "./recent-latencies.ts";

/** What is true of the broker now. */
export class BrokerRow {
  readonly #acknowledgements = new RecentLatencies();

  /** @param seconds that it took to acknowledge a message. */
  acknowledged(seconds: number): void {
    this.#acknowledgements.add(seconds * 1000);
  }

  /** A second has passed. */
  tick(): void {
    this.#acknowledgements.tick();
  }

  /** @param view of the run under way; `null` without a broker. */
  state(view: BrokerView | null): BrokerStateNow | null {
    if (view === null) return null;
    const workers = view.workers();
    return {
      ...{ address: view.broker, trouble: view.trouble(), queues: view.queues() },
      acknowledgementMs: this.#acknowledgements.percentiles,
      takenAgain: view.takenAgain(),
      workers: workers?.slice(0, MAX_WORKERS) ?? null,
      workerCount: workers?.length ?? 0,
    };
  }
}

const MAX_WORKERS = 100;
