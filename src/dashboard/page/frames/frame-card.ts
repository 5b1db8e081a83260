import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { FrameCard } from "../../frame-data.ts";
import { html } from "../parts/html.ts";
import { formatLatency, formatTime, shortenMiddle } from "../text/format.ts";
import { LabelList, MAX_CARD_LABELS } from "./frame-facts.ts";
import { FramePicture } from "./frame-picture.ts";

export interface CardProps {
  readonly frame: FrameCard;
  readonly onOpen: (id: string) => void;
}

/** A frame among the latest; it opens the frame. Cards never change, so that each is drawn once. */
export function Card({ frame, onOpen }: CardProps): VNode {
  return useMemo(() => drawn(frame, onOpen), [frame, onOpen]);
}

function drawn(frame: FrameCard, onOpen: CardProps["onOpen"]): VNode {
  const { outcome, reason, text, findings, attempts } = frame;
  const time = `${attempts > 1 ? `${attempts} attempts, ` : ""}${formatTime(frame.atMs)}`;
  return html`<li class="card ${outcome}">
    <button type="button" onClick=${() => onOpen(frame.id)}>
      <span class="card-picture">
        <${FramePicture} frame=${frame} size="thumbnail" />
        <span class="pill">${pillOf(frame)}</span>
      </span>
      <span class="card-name clip" title=${frame.frame}
        >${shortenMiddle(frame.frame, MAX_NAME)}</span
      >
      <${LabelList} findings=${findings} maxCount=${MAX_CARD_LABELS} />
      ${text === null ? null : html`<span class="words">${text}</span>`}
      ${outcome === "failed" ? html`<span class="words bad">${reason ?? "no reason"}</span>` : null}
      <span class="note card-foot"
        ><span class="clip">${frame.source}</span><span>${time}</span></span
      >
    </button>
  </li>`;
}

function pillOf({ outcome, status, latencyMs }: FrameCard): string {
  if (outcome === "delivered") return formatLatency(latencyMs);
  return status === null ? "failed" : `failed ${status}`;
}

/** Characters of a name that fit. */
const MAX_NAME = 22;
