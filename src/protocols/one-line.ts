import { textOfHtml } from "./html-text.ts";

/** Text of a service for display: on one line and without control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s\u2028\u2029]+/gu, " ").trim();
}

const EXCERPT_LENGTH = 200;

/** Beginning of a service's text for display, on one line; of a page its readable text. */
export function excerptOf(text: string): string {
  const line = oneLine(textOfHtml(text) || text);
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line;
}
