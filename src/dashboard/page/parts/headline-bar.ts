import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Headline } from "../text/headline.ts";
import { html } from "./html.ts";

/** The state of the run in a sentence. Who listens to the page is told when it turns, not at each new figure. */
export function HeadlineBar({ headline }: { readonly headline: Headline }): VNode {
  const { tone, text } = headline;
  const [told, setTold] = useState("");
  useEffect(() => setTold(text), [tone]);
  return html`<div class="headline ${tone}">
    <span class="lamp" aria-hidden="true"></span>
    <h1>${text}</h1>
    <span class="hidden" role="status">${told}</span>
  </div>`;
}
