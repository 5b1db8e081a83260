import { readFile } from "node:fs/promises";

/** The objects of a file of JSON lines. */
export async function jsonLines(path: string): Promise<readonly Record<string, unknown>[]> {
  const text = (await readFile(path, "utf8")).trim();
  return text.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}
