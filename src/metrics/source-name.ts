import { escapeControlChars } from "../core/text/escape-control-chars.ts";

/**
 * Name of a source where others may read it: the last part of its path, or the host of its address, without secrets.
 *
 * @param source as the results name it.
 */
export function sourceName(source: string): string {
  if (source === "-") return "stdin";
  if (source === "" || source === ".") return "files";
  const [, scheme] = /^([a-z][a-z\d+.-]+):\/\//iu.exec(source) ?? [];
  const name = scheme === undefined ? lastPart(source) : hostOf(source);
  return escapeControlChars(name).slice(0, MAX_LENGTH).toWellFormed();
}

function lastPart(path: string): string {
  const parts = path.split(/[/\\]/u).filter((part) => !["", ".", ".."].includes(part));
  return parts.at(-1) ?? "files";
}

function hostOf(address: string): string {
  const host = URL.canParse(address) ? new URL(address).hostname : "";
  return host === "" ? "stream" : host;
}

/** Longest name, in UTF-16 code units. */
const MAX_LENGTH = 80;
