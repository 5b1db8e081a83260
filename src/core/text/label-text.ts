import { escapeControlChars } from "./escape-control-chars.ts";

/** A label in one line that is safe to show, by a name also where the service gave it none. */
export function labelText(label: string): string {
  const line = label.replaceAll(/\s+/gu, " ").trim();
  return line === "" ? NO_NAME : escapeControlChars(line);
}

const NO_NAME = "(no name)";
