import { readFile } from "node:fs/promises";

/**
 * The objects of JSON lines, none where there is no line.
 *
 * @param parse throws at what is no JSON, such as an empty line between others.
 */
export function parseJsonLines<Line = Record<string, unknown>>(
  text: string,
  parse: (line: string) => Line = JSON.parse,
): readonly Line[] {
  const lines = text.trimEnd();
  return lines === "" ? [] : lines.split("\n").map((line) => parse(line));
}

/** The same of a file. */
export async function jsonLines<Line = Record<string, unknown>>(
  path: string,
): Promise<readonly Line[]> {
  return parseJsonLines<Line>(await readFile(path, "utf8"));
}
