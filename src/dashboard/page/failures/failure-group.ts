import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { DashboardState } from "../../page-data.ts";
import { html } from "../parts/html.ts";
import { formatFrames } from "../text/format.ts";
import { resend, type ResendOutcome } from "./resend.ts";

type Group = DashboardState["failures"][number];

export interface FailureGroupProps {
  readonly group: Group;
  readonly actionToken: string;
  /** Whether the program can be asked for anything. */
  readonly isLive: boolean;
  readonly onOpen: (id: string) => void;
}

/** Frames that failed for one reason, and the button that sends them again. */
export function FailureGroup({ group, actionToken, isLive, onOpen }: FailureGroupProps): VNode {
  const [isAsking, setIsAsking] = useState(false);
  const [answer, setAnswer] = useState<ResendOutcome | null>(null);
  const { id, reason, count, exampleFrameId, isResending, canResend } = group;
  const send = async (): Promise<void> => {
    setIsAsking(true);
    setAnswer(await resend(id, actionToken));
    setIsAsking(false);
  };
  const isBusy = isAsking || isResending;
  return html`<li class="group">
    <${Example} id=${exampleFrameId} onOpen=${onOpen} />
    <div class="group-text">
      <p class="words reason">${reason}</p>
      <p class="note">${formatFrames(count)}</p>
      <p class="note ${answer?.isQueued === false ? "bad" : ""}" role="status">
        ${isResending ? "These frames are being sent again." : (answer?.text ?? "")}
      </p>
    </div>
    ${
      canResend
        ? html`<button
            type="button"
            class="main"
            disabled=${isBusy || !isLive}
            onClick=${send}
            aria-label="Send again: ${reason}"
          >
            ${isBusy ? "Sending…" : "Send again"}
          </button>`
        : html`<span></span>`
    }
  </li>`;
}

interface ExampleProps {
  readonly id: string | null;
  readonly onOpen: (id: string) => void;
}

/** Picture of one of the frames, as long as it is kept. */
function Example({ id, onOpen }: ExampleProps): VNode {
  const [isGone, setIsGone] = useState(false);
  if (id === null || isGone) return html`<span class="picture example missing">no picture</span>`;
  const address = `/api/frames/${encodeURIComponent(id)}/thumbnail`;
  return html`<button
    type="button"
    class="example"
    aria-label="Show an example"
    onClick=${() => onOpen(id)}
  >
    <img src=${address} alt="" onError=${() => setIsGone(true)} />
  </button>`;
}
