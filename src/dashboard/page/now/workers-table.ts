import type { VNode } from "preact";
import type { BrokerStateNow, WorkerNow } from "../../broker-data.ts";
import { html } from "../parts/html.ts";
import { formatDuration, formatRate, formatWhole } from "../text/format.ts";

export interface WorkersTableProps {
  readonly broker: Pick<BrokerStateNow, "workers" | "workerCount" | "trouble">;
  /** Time of the server. */
  readonly atMs: number;
}

/** A row for each worker that gives signs of life. */
export function WorkersTable({ broker, atMs }: WorkersTableProps): VNode | null {
  const { workers, workerCount, trouble } = broker;
  if (workers === null)
    return trouble === null
      ? html`<p class="note">Workers are not heard yet, or this login may not listen to them.</p>`
      : null;
  if (workers.length === 0) return html`<p class="note">No worker gives a sign of life.</p>`;
  const silent = workers.filter(({ isSilent }) => isSilent).length;
  return html`<h3>
      Workers: ${formatWhole(workerCount)}${silent === 0 ? "" : `, ${formatWhole(silent)} silent`}
    </h3>
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">Worker</th>
          <th scope="col">Running for</th>
          <th scope="col" class="number">In flight</th>
          <th scope="col" class="number">Frames/s</th>
          <th scope="col" class="number">Delivered</th>
          <th scope="col" class="number">Failed</th>
          <th scope="col">Services</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        ${workers.map((worker) => workerRow(worker, atMs))}
      </tbody>
    </table>
    ${workerCount > workers.length ? html`<p class="note">The first ${workers.length} are shown.</p>` : null}`;
}

function workerRow(worker: WorkerNow, atMs: number): VNode {
  const { name, version, sinceMs, held, framesPerSecond, delivered, failed, services } = worker;
  const addresses = services.join(", ");
  return html`<tr key=${name} class=${worker.isSilent ? "away" : ""}>
    <th scope="row"><span class="clip" title=${`${name}, frameferry ${version}`}>${name}</span></th>
    <td data-name="Running for">${formatDuration((atMs - sinceMs) / 1000)}</td>
    <td data-name="In flight" class="number">${formatWhole(held)}</td>
    <td data-name="Frames/s" class="number">${formatRate(framesPerSecond)}</td>
    <td data-name="Delivered" class="number">${formatWhole(delivered)}</td>
    <td data-name="Failed" class="number ${failed > 0 ? "bad" : ""}">${formatWhole(failed)}</td>
    <td data-name="Services" class="words">
      <span class="clip worker-services" title=${addresses}>${addresses}</span>
    </td>
    <td data-name="State" class="words">${stateOf(worker, atMs)}</td>
  </tr>`;
}

function stateOf({ isSilent, lastSignAtMs }: WorkerNow, atMs: number): VNode {
  if (!isSilent) return html`<span class="badge good">alive</span>`;
  const seconds = (atMs - lastSignAtMs) / 1000;
  return html`<span
    ><span class="badge bad">silent</span> ${`for ${formatDuration(seconds)}`}</span
  >`;
}
