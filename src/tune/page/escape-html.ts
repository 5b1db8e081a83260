import { escapeControlChars } from "../../core/printable.ts";

/** Text as it may stand in HTML, between tags and in quoted attributes, with nothing in it that hides or turns it. */
export function escapeHtml(text: string): string {
  return escapeControlChars(text).replaceAll(
    /[&<>"']/gu,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
