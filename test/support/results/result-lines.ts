import { readFile } from "node:fs/promises";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import { parseJsonLines } from "../files/json-lines.ts";
import { misfitsOf } from "./results-schema.ts";

/** The one reader of results that the program has written. @throws at a line that does not fit the schema. */
export async function resultLines(path: string): Promise<readonly FrameResult[]> {
  return parseResultLines(await readFile(path, "utf8"));
}

/** The same of a text. */
export function parseResultLines(text: string): readonly FrameResult[] {
  return parseJsonLines(text, parseResultLine);
}

/** One line. @throws if it does not fit the schema. */
export function parseResultLine(text: string): FrameResult {
  const line = JSON.parse(text) as FrameResult;
  const misfits = misfitsOf(line);
  if (misfits.length > 0)
    throw new Error(`no results line by its schema: ${misfits.join("; ")}: ${text}`);
  return line;
}
