import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FrameCard } from "../../frame-data.ts";
import { html } from "../parts/html.ts";
import { Attempts, FrameAnswer, FrameFacts } from "./frame-details.ts";
import { LabelList } from "./frame-facts.ts";
import { FramePicture } from "./frame-picture.ts";
import { useFrameDetails } from "./use-frame-details.ts";

export interface FrameDialogProps {
  /** Its id, and what is known of it already. */
  readonly id: string;
  readonly card: FrameCard | null;
  readonly onClose: () => void;
}

/** A frame large, with all that is known of it. Escape closes it, as the browser does with dialogs. */
export function FrameDialog({ id, card, onClose }: FrameDialogProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const { details, trouble } = useFrameDetails(id);
  const frame = details ?? card;
  useEffect(() => dialog.current?.showModal(), []);
  const closeOutside = ({ target }: MouseEvent): void => {
    if (target === dialog.current) dialog.current?.close();
  };
  return html`<dialog
    ref=${dialog}
    class="dialog"
    aria-labelledby="dialog-title"
    onClose=${onClose}
    onClick=${closeOutside}
  >
    <div class="dialog-body">
      <header>
        <h2 id="dialog-title">${frame?.frame ?? "Frame"}</h2>
        <button type="button" class="quiet" onClick=${() => dialog.current?.close()}>Close</button>
      </header>
      ${trouble === null ? null : html`<p class="bad" role="alert">${trouble}</p>`}
      ${frame === null ? null : html`<${FrameContent} frame=${frame} details=${details} />`}
    </div>
  </dialog>`;
}

interface FrameContentProps {
  readonly frame: FrameCard;
  readonly details: ReturnType<typeof useFrameDetails>["details"];
}

function FrameContent({ frame, details }: FrameContentProps): VNode {
  return html`<div class="dialog-columns">
    <div>
      <${FramePicture} frame=${frame} size="picture" />
      <${LabelList} findings=${frame.findings} maxCount=${50} />
      ${frame.text === null ? null : html`<p class="words">${frame.text}</p>`}
    </div>
    <div>
      <${FrameFacts} frame=${frame} />
      ${details === null ? null : html`<${Attempts} attempts=${details.attemptsMade} />`}
      ${details === null ? null : html`<${FrameAnswer} details=${details} />`}
    </div>
  </div>`;
}
