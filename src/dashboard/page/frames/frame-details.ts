import type { VNode } from "preact";
import type { FrameCard, FrameDetails } from "../../frame-data.ts";
import { html } from "../parts/html.ts";
import { formatLatency, formatTime, NO_BREAK, NOTHING } from "../text/format.ts";

/** What is known of a frame, in pairs. */
export function FrameFacts({ frame }: { readonly frame: FrameCard }): VNode {
  const { outcome, status, latencyMs, reason, ptsSeconds, index, width, height } = frame;
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    ["Outcome", status === null ? outcome : `${outcome} (${status})`],
    ["Reason", reason],
    ["Source", frame.source],
    ["Service", frame.service],
    ["Latency", formatLatency(latencyMs)],
    ["Attempts", String(frame.attempts)],
    ["Time", formatTime(frame.atMs)],
    ["Time in the video", ptsSeconds === null ? null : `${ptsSeconds.toFixed(3)}${NO_BREAK}s`],
    ["Index", index === null ? null : String(index)],
    ["Size", width === null || height === null ? null : `${width} × ${height}${NO_BREAK}pixels`],
  ];
  return html`<dl class="facts">
    ${facts.map(([name, value]) =>
      value === null
        ? null
        : html`<div key=${name}>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`;
}

/** Each attempt with its reason. */
export function Attempts({
  attempts,
}: {
  readonly attempts: FrameDetails["attemptsMade"];
}): VNode | null {
  if (attempts.length === 0) return null;
  return html`<section>
    <h3>Attempts</h3>
    <ol class="attempts">
      ${attempts.map(
        ({ atMs, service, status, latencyMs, outcome, reason }) =>
          html`<li>
            <span
              >${`${outcome}${status === null ? "" : ` (${status})`} after ${formatLatency(latencyMs)}`}</span
            >
            <span class="note">${`${formatTime(atMs)}, ${service}`}</span>
            ${reason === null ? null : html`<span class="words">${reason}</span>`}
          </li>`,
      )}
    </ol>
  </section>`;
}

/** The answer of the service, as text. */
export function FrameAnswer({ details }: { readonly details: FrameDetails }): VNode {
  const { response, isResponseCut } = details;
  const text = typeof response === "string" ? response : JSON.stringify(response, null, 2);
  return html`<section>
    <h3 id="answer">Answer of the service${isResponseCut ? " (its beginning)" : ""}</h3>
    <pre tabindex="0" role="region" aria-labelledby="answer">
${response === null ? NOTHING : text}</pre>
  </section>`;
}
