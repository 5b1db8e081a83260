/**
 * The objects of JSON lines, none where there is no line. Those of results have a reader of their own, in
 * `test/support/results`.
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
