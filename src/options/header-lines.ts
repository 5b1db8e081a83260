import { headerFields } from "./pairs.ts";

/** Header fields by name, in lower case; or why a text is no list of them, without what it says. */
export type HeaderLines =
  | { readonly headers: Readonly<Record<string, string>> }
  | { readonly problem: string };

/** Reads header fields, a line `Name: value` each, as curl's `-H @file` does; empty lines count for nothing. */
export function headersInLines(text: string): HeaderLines {
  const headers: Record<string, string> = {};
  const lines = text.replace(/^\uFEFF/u, "").split(/\r?\n/u);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const problem = addLine(headers, line);
    if (problem !== null) return { problem: `its line ${index + 1} ${problem}` };
  }
  return Object.keys(headers).length > 0 ? { headers } : { problem: "it names no header" };
}

function addLine(headers: Record<string, string>, line: string): string | null {
  const outcome = headerFields().safeParse([line]);
  if (!outcome.success) return outcome.error.issues[0]?.message ?? "is no header";
  const [name = ""] = Object.keys(outcome.data);
  if (name in headers) return `names ${name} for the second time`;
  Object.assign(headers, outcome.data);
  return null;
}
