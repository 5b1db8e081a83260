import { escapeControlChars } from "../../core/text/escape-control-chars.ts";

/**
 * Text escaped for HTML, between tags and in quoted attributes, without control and bidirectional
 * characters.
 */
export function escapeHtml(text: string): string {
  return escapeControlChars(text).replaceAll(
    /[&<>"']/gu,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
