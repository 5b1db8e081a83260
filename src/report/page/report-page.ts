import { escapeHtml } from "../../core/text/escape-html.ts";
import { PAGE_STYLE } from "../../page/page-style.ts";
import type { ReportFacts } from "../report-facts.ts";
import { countsSection } from "./counts-section.ts";
import { gapsSection } from "./gaps-section.ts";
import { isEmpty } from "./is-empty.ts";
import { PictureBudget } from "./picture-budget.ts";
import { failuresSection, labelsSection, sheetSection } from "./pictures-sections.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { timelineSection } from "./timeline-section.ts";

/** A self-contained page about a run: it loads nothing and runs no script. */
export function reportPage(facts: ReportFacts): string {
  const budget = new PictureBudget();
  const title = titleOf(facts);
  return `${PAGE_BEGINNING} ${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style>${PAGE_STYLE}${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="facts">${escapeHtml(factsOf(facts))}</p>
${countsSection(facts)}
${gapsSection(facts)}
${optionsOf(facts)}
${isEmpty(facts) ? "" : framesOf(facts, budget)}
${warningsOf(facts)}
${budget.leftOut === 0 ? "" : `<p class="facts">${budget.leftOut} pictures were left out, to keep this file small.</p>`}
</main>
</body>
</html>
`;
}

/** All that is said of frames. */
function framesOf(facts: ReportFacts, budget: PictureBudget): string {
  // Examples of failures and labels first: the sheet is what can best do with fewer pictures.
  const failures = failuresSection(facts, budget);
  const labels = labelsSection(facts, budget);
  const sheet = sheetSection(facts, budget);
  return `<h2>Timeline</h2>\n${timelineSection(facts)}\n${failures}\n${sheet}\n${labels}`;
}

/** By this a report is known again. */
const PAGE_BEGINNING = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>frameferry report:`;

function titleOf({ sources }: ReportFacts): string {
  const shown = sources.slice(0, 3).map((source) => source.slice(0, MAX_NAME));
  const more = sources.length > 3 ? ` and ${sources.length - 3} more` : "";
  return `${shown.join(", ") || "results"}${more}`;
}

const MAX_NAME = 120;

function factsOf({ command, version, madeAt, startedAt, services }: ReportFacts): string {
  const minute = (date: Date): string => `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const parts = [
    `frameferry ${version}${command === null ? "" : ` ${command}`}`,
    ...(startedAt === null ? [] : [`begun ${minute(startedAt)}`]),
    `report of ${minute(madeAt)}`,
    ...(services.length === 0 ? [] : [`sent to ${services.slice(0, 5).join(", ")}`]),
  ];
  return parts.join(" · ");
}

function optionsOf({ options }: ReportFacts): string {
  if (options.length === 0) return "";
  const rows = options.map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return `<h2>Options</h2>\n<dl>${rows.join("")}</dl>`;
}

function warningsOf({ live }: ReportFacts): string {
  if (live === null || live.warnings.length === 0) return "";
  const items = live.warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`);
  return `<h2>Warnings</h2>\n<ul>${items.join("")}</ul>`;
}
