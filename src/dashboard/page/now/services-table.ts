import type { VNode } from "preact";
import type { ServiceStateNow } from "../../service-data.ts";
import { currentRate, type Series } from "../data/series.ts";
import { html } from "../parts/html.ts";
import { SparkLine } from "../parts/spark-line.ts";
import { formatDuration, formatLatencies, formatRate, formatWhole } from "../text/format.ts";
import { latestInFlight } from "./in-flight.ts";

export interface ServicesTableProps {
  readonly services: readonly ServiceStateNow[];
  readonly series: Series;
  /** Time of the server. */
  readonly atMs: number;
  /** Whether frames are sent. */
  readonly isOpen: boolean;
}

/** A row for each service. On a narrow screen each row is a block, and each cell says what it is. */
export function ServicesTable({ services, series, atMs, isOpen }: ServicesTableProps): VNode {
  return html`<section class="panel" aria-labelledby="services">
    <h2 id="services">Services</h2>
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">Delivered, 5 min</th>
          <th scope="col" class="number">Delivered</th>
          <th scope="col" class="number">Failed</th>
          <th scope="col" class="number">Retries</th>
          <th scope="col" class="number">Latency p50 / p95 / p99</th>
          <th scope="col" class="number">In flight / limit</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        ${services.map((service) => serviceRow(service, { series, atMs, isOpen }))}
      </tbody>
    </table>
  </section>`;
}

function serviceRow(
  service: ServiceStateNow,
  { series, atMs, isOpen }: Omit<ServicesTableProps, "services">,
): VNode {
  const { id, address, counts, latencyMs } = service;
  const points = series.get(`service:${id}`) ?? [];
  return html`<tr key=${id} class=${service.away === null ? "" : "away"}>
    <th scope="row"><span class="clip" title=${address}>${address}</span></th>
    <td data-name="Delivered, 5 min"><${SparkLine} points=${points} count="delivered" /></td>
    <td data-name="Delivered" class="number">
      ${formatWhole(counts.delivered)}
      <span class="note">${formatRate(currentRate(points, "delivered"))}/s</span>
    </td>
    <td data-name="Failed" class="number ${counts.failed > 0 ? "bad" : ""}">
      ${formatWhole(counts.failed)}
    </td>
    <td data-name="Retries" class="number">${formatWhole(counts.retries)}</td>
    <td data-name="Latency p50 / p95 / p99" class="number">${formatLatencies(latencyMs)}</td>
    <td data-name="In flight / limit" class="number">
      ${formatWhole(latestInFlight(service, isOpen ? points : []))} / ${limitText(service)}
    </td>
    <td data-name="State" class="words">${stateOf(service, atMs)} ${leftNote(service)}</td>
  </tr>`;
}

function limitText({ limit }: ServiceStateNow): string {
  return limit === null ? "none" : formatWhole(limit);
}

function leftNote({ leftToday }: ServiceStateNow): VNode | null {
  if (leftToday === null) return null;
  return html`<span class="note"
    >${formatWhole(leftToday)} ${leftToday === 1 ? "request" : "requests"} left today (UTC)</span
  >`;
}

function stateOf(service: ServiceStateNow, atMs: number): VNode {
  const { away, heldBack, limitReason, limitChangedAtMs } = service;
  if (away !== null) {
    const since = formatDuration((atMs - away.sinceMs) / 1000);
    return html`<span><span class="badge bad">away</span> ${`for ${since}: ${away.reason}`}</span>`;
  }
  if (heldBack !== null)
    return html`<span><span class="badge warn">waits</span> ${heldBack}</span>`;
  const since =
    limitChangedAtMs === null ? "" : ` ${formatDuration((atMs - limitChangedAtMs) / 1000)} ago`;
  const why = limitReason === null ? "" : `limit changed${since} (${limitReason})`;
  return html`<span><span class="badge good">answers</span> ${why}</span>`;
}
