import { escapeControlChars } from "./escape-control-chars.ts";

/**
 * Text escaped for HTML and SVG, between tags and in quoted attributes, without control and bidirectional characters,
 * and without what is no character of XML 1.0.
 */
export function escapeHtml(text: string): string {
  return escapeControlChars(text)
    .toWellFormed()
    .replaceAll(/[\uFFFE\uFFFF]/gu, "\uFFFD")
    .replaceAll(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
