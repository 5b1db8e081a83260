import type { VNode } from "preact";
import type { BrokerQueueNow, BrokerStateNow } from "../../broker-data.ts";
import { html } from "../parts/html.ts";
import {
  formatBytes,
  formatDuration,
  formatLatencies,
  formatWhole,
  NOTHING,
} from "../text/format.ts";
import { WorkersTable } from "./workers-table.ts";

export interface BrokerPanelProps {
  readonly broker: BrokerStateNow;
  /** Time of the server. */
  readonly atMs: number;
}

/** The broker that frames go to or come from: its queues, and the workers that take frames from it. */
export function BrokerPanel({ broker, atMs }: BrokerPanelProps): VNode {
  const { address, queues, trouble } = broker;
  return html`<section class="panel" aria-labelledby="broker">
    <div class="panel-head broker-head">
      <h2 id="broker">Broker</h2>
      ${
        trouble === null
          ? html`<span class="badge good">answers</span>`
          : html`<span class="badge bad">away</span>`
      }
      <span class="note clip" title=${address}>${address}</span>
    </div>
    ${trouble === null ? null : html`<p class="bad broker-trouble">${trouble}</p>`}
    <dl class="broker-facts">
      <div>
        <dt>Acknowledged in, p50 / p95 / p99</dt>
        <dd>${formatLatencies(broker.acknowledgementMs)}</dd>
      </div>
      ${takenAgainFact(broker)}
    </dl>
    ${queues === null ? null : queuesTable(queues)}
    <${WorkersTable} broker=${broker} atMs=${atMs} />
  </section>`;
}

function takenAgainFact({ takenAgain }: BrokerStateNow): VNode | null {
  if (takenAgain === 0) return null;
  return html`<div title=${TAKEN_AGAIN}>
    <dt>Taken after another worker</dt>
    <dd>${formatWhole(takenAgain)}</dd>
  </div>`;
}

function queuesTable({ frames, results }: NonNullable<BrokerStateNow["queues"]>): VNode {
  return html`<table class="rows">
    <thead>
      <tr>
        <th scope="col">Queue</th>
        <th scope="col" class="number">Messages</th>
        <th scope="col" class="number">Size</th>
        <th scope="col" class="number">Oldest</th>
        <th scope="col" class="number">Held by workers</th>
        <th scope="col" class="number">Handed out again</th>
      </tr>
    </thead>
    <tbody>
      ${queueRow("Frames", frames)} ${queueRow("Results", results)}
    </tbody>
  </table>`;
}

function queueRow(name: string, queue: BrokerQueueNow): VNode {
  const { messages, held, redelivered } = queue;
  return html`<tr key=${name}>
    <th scope="row">${name}</th>
    <td data-name="Messages" class="number">${countText(messages)}</td>
    <td data-name="Size" class="number">${sizeText(queue)}</td>
    <td data-name="Oldest" class="number">${ageText(queue)}</td>
    <td data-name="Held by workers" class="number">${countText(held)}</td>
    <td data-name="Handed out again" class="number ${(redelivered ?? 0) > 0 ? "warn" : ""}">
      ${countText(redelivered)}
    </td>
  </tr>`;
}

/** What the broker does not tell is not zero. */
function countText(count: number | null): string {
  return count === null ? NOTHING : formatWhole(count);
}

function sizeText({ byteLength, maxBytes }: BrokerQueueNow): VNode {
  const size = byteLength === null ? NOTHING : formatBytes(byteLength);
  if (maxBytes === null) return html`<span>${size}</span>`;
  return html`<span>${size} <span class="note">of ${formatBytes(maxBytes)}</span></span>`;
}

function ageText({ messages, oldestAgeSeconds }: BrokerQueueNow): string {
  return messages === 0 || oldestAgeSeconds === null ? NOTHING : formatDuration(oldestAgeSeconds);
}

const TAKEN_AGAIN =
  "Frames that another worker, or this one before, had taken and given back, or had not answered in time.";
