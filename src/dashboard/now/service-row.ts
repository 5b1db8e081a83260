import type { LimitView } from "../../core/events/run-view.ts";
import { originOf, unixUrl } from "../../core/service/unix-address.ts";
import type { Series } from "../charts/series.ts";
import type { ServiceCounts, ServiceStateNow } from "../service-data.ts";
import { RecentLatencies } from "./recent-latencies.ts";

/** A service under way. */
export interface ServiceRow {
  readonly id: string;
  readonly address: string;
  readonly counts: { -readonly [Key in keyof ServiceCounts]: number };
  readonly latencies: RecentLatencies;
  readonly series: Series;
  inFlight: number;
  limit: {
    readonly inFlight: number;
    readonly reason: string | null;
    readonly changedAtMs: number;
  } | null;
  away: { readonly sinceMs: number; readonly reason: string } | null;
}

export function newService(id: string, address: string, series: Series): ServiceRow {
  const counts = { requests: 0, delivered: 0, failed: 0, retries: 0 };
  const latencies = new RecentLatencies();
  return { id, address, counts, latencies, series, inFlight: 0, limit: null, away: null };
}

/** @param limits of requests, by the server that they are for. */
export function serviceState(row: ServiceRow, limits: readonly LimitView[]): ServiceStateNow {
  const { id, address, counts, latencies, inFlight, limit, away } = row;
  const requests = limits.find(({ service }) => service === serverOf(address));
  return {
    ...{ id, address, counts, latencyMs: latencies.percentiles, inFlight, away },
    limit: limit?.inFlight ?? null,
    limitReason: limit?.reason ?? null,
    limitChangedAtMs: limit?.changedAtMs ?? null,
    heldBack: requests?.hold?.reason ?? null,
    leftToday: requests?.leftOfDay ?? null,
  };
}

function serverOf(address: string): string | null {
  const url = URL.parse(unixUrl(address) ?? address);
  return url === null ? null : originOf(url);
}
