import type {
  FailureWithdrawn,
  RequestEnded,
  RequestStarted,
} from "../../core/events/frame-events.ts";
import type {
  LimitChanged,
  ServiceLost,
  ServiceRecovered,
} from "../../core/events/service-events.ts";
import type { LimitView } from "../../core/events/run-view.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { type Charts, MAX_SERVICE_SERIES } from "../charts/charts.ts";
import { Series } from "../charts/series.ts";
import type { ServiceStateNow } from "../service-data.ts";
import { type ServiceRow, newService, serviceState } from "./service-row.ts";

/** What is true of each service now. */
export class ServiceRows {
  readonly #charts: Charts;
  readonly #rows = new Map<string, ServiceRow>();

  constructor(charts: Charts) {
    this.#charts = charts;
  }

  /** A run begins; what others send stays as it is. */
  open(services: readonly string[]): void {
    for (const service of services) this.#of(service);
    this.#updateAll();
  }

  /** No run is at work: nothing is in flight, and no service is known to be away. */
  reset(): void {
    for (const row of this.#rows.values()) {
      row.inFlight = 0;
      row.away = null;
      row.series.set({ inFlight: 0, isAway: false });
    }
    this.#updateAll();
  }

  requestStarted({ service, attempt }: RequestStarted): void {
    const row = this.#of(service);
    row.inFlight += 1;
    row.counts.requests += 1;
    if (attempt > 1) {
      row.counts.retries += 1;
      row.series.count("retries");
    }
    row.series.set({ inFlight: row.inFlight });
    const { all } = this.#charts;
    all.set({ inFlight: all.gauges.inFlight + 1 });
  }

  requestEnded({ service, verdict, latencyMs }: RequestEnded): void {
    const row = this.#of(service);
    row.inFlight -= 1;
    row.series.set({ inFlight: row.inFlight });
    const { all } = this.#charts;
    all.set({ inFlight: all.gauges.inFlight - 1 });
    if (verdict?.kind !== "accepted") return;
    row.latencies.add(latencyMs);
    row.series.answered(latencyMs);
    all.answered(latencyMs);
  }

  settled({ service, outcome }: FrameResult): void {
    if (service === null || (outcome !== "delivered" && outcome !== "failed")) return;
    const row = this.#of(service);
    row.counts[outcome] += 1;
    row.series.count(outcome);
  }

  withdrawn({ service }: FailureWithdrawn): void {
    if (service !== null) this.#of(service).counts.failed -= 1;
  }

  limitChanged({ service, limit, reason }: LimitChanged): void {
    const row = this.#of(service);
    row.limit = { inFlight: limit, reason, changedAtMs: Date.now() };
    row.series.set({ limit });
    this.#updateAll();
  }

  lost({ service, reason }: ServiceLost): void {
    const row = this.#of(service);
    row.away = { sinceMs: Date.now(), reason };
    row.series.set({ isAway: true });
    this.#updateAll();
  }

  recovered({ service }: ServiceRecovered): void {
    const row = this.#of(service);
    row.away = null;
    row.series.set({ isAway: false });
    this.#updateAll();
  }

  /** A second has passed. */
  tick(): void {
    for (const { latencies } of this.#rows.values()) latencies.tick();
  }

  /** @param limits of their requests. */
  states(limits: readonly LimitView[]): readonly ServiceStateNow[] {
    const shown = [...this.#rows.values()].slice(0, MAX_SERVICES);
    return shown.map((row) => serviceState(row, limits));
  }

  #of(service: string): ServiceRow {
    const known = this.#rows.get(service);
    if (known !== undefined) return known;
    const id = String(this.#rows.size + 1);
    const key = `service:${id}`;
    const hasChart = this.#rows.size < MAX_SERVICE_SERIES;
    const row = newService(id, service, hasChart ? this.#charts.add(key) : new Series(key));
    this.#rows.set(service, row);
    return row;
  }

  /** In all together the limits add up, and one service that is away shows. */
  #updateAll(): void {
    const rows = [...this.#rows.values()];
    const limits = rows.flatMap(({ limit }) => limit?.inFlight ?? []);
    const limit = limits.length === 0 ? null : limits.reduce((sum, one) => sum + one, 0);
    const inFlight = rows.reduce((sum, row) => sum + row.inFlight, 0);
    this.#charts.all.set({ limit, inFlight, isAway: rows.some(({ away }) => away !== null) });
  }
}

/** That are shown; the options of a run name them all. */
const MAX_SERVICES = 100;
