import type { Document, LineCounter } from "yaml";
import { byPosition, type SiteFault } from "./site-fault.ts";

/** What keeps a text from being the YAML that a site file is made of. */
export function syntaxFaults(
  { errors, warnings }: Pick<Document, "errors" | "warnings">,
  lines: LineCounter,
): readonly SiteFault[] {
  const faults = [...errors, ...warnings].map(({ code, message, pos: [start] }): SiteFault => {
    const { line, col } = lines.linePos(start);
    return { at: { line, column: col }, path: "", message: MESSAGES[code] ?? usual(message) };
  });
  return faults.toSorted(byPosition);
}

/** Those that people run into, in words that say what to do. */
const MESSAGES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this name stands here for the second time, and only one value can hold",
  TAB_AS_INDENT: "a tab cannot indent; use spaces",
  MULTIPLE_DOCS: "a second document begins here, and a site is one",
  TAG_RESOLVE_FAILED:
    "tags such as !name have no meaning here; put a text that begins with ! into quotes",
  BAD_SCALAR_START: "a text that begins like this needs quotes",
  BLOCK_AS_IMPLICIT_KEY:
    "a second `name: ` stands in this line; put a text with a colon and a space into quotes",
};

function usual(message: string): string {
  const [line = ""] = message.split("\n");
  return `${line.slice(0, 1).toLowerCase()}${line.slice(1)}; put a text that YAML misreads into quotes`;
}
