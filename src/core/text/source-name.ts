import { isSecretName } from "../service/secrets.ts";
import { escapeControlChars } from "./escape-control-chars.ts";

/**
 * Name of a source where others may read it: the last part of its path, or its address without scheme and secrets, which
 * tells the channels of one recorder apart.
 *
 * @param source as the results name it.
 */
export function sourceName(source: string): string {
  if (source === "-") return "stdin";
  if (source === "" || source === ".") return "files";
  const [, scheme] = /^([a-z][a-z\d+.-]+):\/\//iu.exec(source) ?? [];
  if (scheme === undefined)
    return escapeControlChars(lastPart(source)).slice(0, MAX_LENGTH).toWellFormed();
  return shortened(escapeControlChars(placeIn(source)));
}

function lastPart(path: string): string {
  const parts = path.split(/[/\\]/u).filter((part) => !["", ".", ".."].includes(part));
  return parts.at(-1) ?? "files";
}

/** Host, port, path and query of an address. */
function placeIn(address: string): string {
  const { host, pathname, search } = URL.canParse(address) ? new URL(address) : NOWHERE;
  // Before an `@` in the path, the host could be a user, and half of a password.
  if (host === "" || pathname.includes("@")) return "stream";
  const query = search.slice(1).split("&").filter(isShown).join("&");
  return `${host}${pathname === "/" ? "" : pathname}${query === "" ? "" : `?${query}`}`;
}

const NOWHERE = { host: "", pathname: "", search: "" };

/** False for a secret in a query, and for what was put in the place of one. */
function isShown(parameter: string): boolean {
  const [name = "", value] = parameter.split("=");
  return !isSecretName(name) && value !== "***";
}

/** Without its middle, if it is long: the host is at the beginning, and often a channel at the end. */
function shortened(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  const half = Math.floor((MAX_LENGTH - 1) / 2);
  return `${name.slice(0, half)}…${name.slice(-half)}`.toWellFormed();
}

/** Longest name, in UTF-16 code units. */
const MAX_LENGTH = 80;
