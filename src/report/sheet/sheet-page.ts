import { escapeHtml } from "../../core/text/escape-html.ts";
import { PAGE_STYLE } from "../../page/page-style.ts";
import { REPORT_STYLE } from "../page/report-style.ts";
import type { SheetFacts, SheetFrame } from "./sheet-facts.ts";
import { captionText, countsText, estimateText, sheetTitle, shownText } from "./sheet-text.ts";

/** A self-contained page that shows what would be sent: it loads nothing and runs no script. */
export function sheetPage(facts: SheetFacts): string {
  const title = sheetTitle(facts);
  return `${PAGE_BEGINNING} ${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style>${PAGE_STYLE}${REPORT_STYLE}${SHEET_STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="facts">frameferry ${escapeHtml(facts.version)} preview: nothing was sent.</p>
<div class="advice neutral"><strong>${escapeHtml(countsText(facts))}</strong><p>${escapeHtml(estimateText(facts))}</p></div>
${listOf("Rules, in their order", "ol", facts.rules)}
${listOf("Warnings", "ul", facts.warnings)}
<h2>Frames</h2>
${shownText(facts) === "" ? "" : `<p>${escapeHtml(shownText(facts))}</p>`}
<div class="sheet">
${facts.frames.map(figureOf).join("\n")}
</div>
</main>
</body>
</html>
`;
}

/** By this a preview is known again. */
const PAGE_BEGINNING = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>frameferry preview:`;

/** A sheet may be wider than a text. Pictures that are left out are faint, and their captions say why. */
const SHEET_STYLE = `
body { max-width: 72rem; }
.out img, .out .none { opacity: 0.4; outline: 2px dashed var(--faint); outline-offset: -2px; }
ol, ul { margin: 0.5rem 0; padding-left: 1.5rem; }
`;

function figureOf(frame: SheetFrame): string {
  const caption = escapeHtml(captionText(frame));
  const image =
    frame.jpeg === null
      ? '<div class="none"></div>'
      : `<img src="data:image/jpeg;base64,${frame.jpeg.toString("base64")}" alt="${caption}" loading="lazy">`;
  const state = frame.leftOutBy === null ? "" : ' class="out"';
  return `<figure${state}>${image}<figcaption>${caption}</figcaption></figure>`;
}

function listOf(heading: string, kind: "ol" | "ul", items: readonly string[]): string {
  if (items.length === 0) return "";
  const lines = items.map((item) => `<li>${escapeHtml(item)}</li>`);
  return `<h2>${heading}</h2>\n<${kind}>${lines.join("")}</${kind}>`;
}
