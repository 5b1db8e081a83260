import { fileNameFor } from "../../core/platform/file-names.ts";
import { sourceName } from "../../core/text/source-name.ts";

/** Name of the page about sources, if nobody gave it one: two sources have two pages. */
export function reportName(sources: readonly string[]): string {
  return pageName(sources, "report");
}

/** The same of a preview. */
export function previewName(sources: readonly string[]): string {
  return pageName(sources, "preview");
}

function pageName(sources: readonly string[], kind: string): string {
  const [first = "", ...others] = sources;
  const name = fileNameOf(first).replace(/\.jsonl$/iu, "");
  const shown = name.slice(0, MAX_LENGTH).toWellFormed();
  const more = others.length === 0 ? "" : `-and-${others.length}-more`;
  return fileNameFor(`${shown}${more}-${kind}.html`);
}

/** An address has characters that no file may have. */
function fileNameOf(source: string): string {
  const name = sourceName(source);
  return /^[a-z][a-z\d+.-]+:\/\//iu.test(source) ? name.replaceAll(/[^\w.-]+/gu, "-") : name;
}

/** In UTF-16 code units; names of files end at 255 bytes. */
const MAX_LENGTH = 70;
