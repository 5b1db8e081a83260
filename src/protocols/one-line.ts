import { textOfHtml } from "./html-text.ts";

/** Text of a service as it may be shown: on one line and without control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s\u2028\u2029]+/gu, " ").trim();
}

const EXCERPT_LENGTH = 200;

/** The beginning of a service's text, on one line; of a page what it says, without its tags. */
export function excerptOf(text: string): string {
  const line = oneLine(textOfHtml(text) || text);
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line;
}
