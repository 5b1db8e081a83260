import { Fragment, render, type VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { usePageData } from "./data/use-page-data.ts";
import type { PageStore } from "./data/page-store.ts";
import { FailuresView } from "./failures/failures-view.ts";
import { FrameDialog } from "./frames/frame-dialog.ts";
import { FramesView } from "./frames/frames-view.ts";
import { NowView } from "./now/now-view.ts";
import { HeadlineBar } from "./parts/headline-bar.ts";
import { html } from "./parts/html.ts";
import { PageHeader } from "./parts/page-header.ts";
import { useView, type View } from "./parts/use-view.ts";
import { type Headline, headlineOf } from "./text/headline.ts";

/** The page of a run. */
function App(): VNode {
  const store = usePageData();
  const view = useView();
  const [openId, setOpenId] = useState<string | null>(null);
  const { state, connection } = store;
  const headline = headlineIn(store);
  useEffect(() => {
    document.title = `${headline.text} – frameferry`;
  }, [headline.text]);
  return html`<div class="page">
    <${PageHeader} state=${state} connection=${connection} view=${view} />
    <main>
      <${HeadlineBar} headline=${headline} />
      ${state === null ? null : html`<${Parts} store=${store} view=${view} onOpen=${setOpenId} />`}
    </main>
    ${openId === null ? null : html`<${FrameDialog} id=${openId} card=${cardOf(store, openId)} onClose=${() => setOpenId(null)} />`}
  </div>`;
}

function headlineIn({ state, minutes, connection }: PageStore): Headline {
  if (state === null) return { tone: "idle", text: "Connecting to the run" };
  return headlineOf(state, minutes.get("all") ?? [], connection === "ended");
}

interface PartsProps {
  readonly store: PageStore;
  readonly view: View;
  readonly onOpen: (id: string) => void;
}

/** The part that is looked at. The frames stay once they were: with their pictures, and what is chosen of them. */
function Parts({ store, view, onOpen }: PartsProps): VNode {
  const { state, frames, actionToken, connection } = store;
  const wasShown = useRef(false);
  wasShown.current ||= view === "frames";
  const isLive = connection === "live";
  return html`<${Fragment}>
    ${view === "now" ? html`<${NowView} store=${store} state=${state} />` : null}
    <div hidden=${view !== "frames"}>
      ${wasShown.current ? html`<${FramesView} frames=${frames} onOpen=${onOpen} />` : null}
    </div>
    ${view === "failures" ? html`<${FailuresView} state=${state} actionToken=${actionToken} isLive=${isLive} onOpen=${onOpen} />` : null}
  <//>`;
}

function cardOf({ frames }: PageStore, openId: string) {
  return frames.find(({ id }) => id === openId) ?? null;
}

const place = document.querySelector("#app");
if (place !== null) {
  place.replaceChildren();
  render(html`<${App} />`, place);
}
