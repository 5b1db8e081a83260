import { statSync } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { isAbsence } from "../core/files/system-error.ts";
import { lineName, type ResultsLine } from "./line-name.ts";
import { readLines } from "./read-lines.ts";
import { withRotatedFiles } from "./rotated-files.ts";

/** Ends the name of a line that was found in the results file. */
export const STANDS = "\t=";

/** Where lines are named that are written from now on. */
interface JournalHead {
  /** Absolute path of the results file. */
  readonly results: string;
  /** Its inode; empty if there is no file yet. */
  readonly inode: string;
  /** Its size, in bytes. */
  readonly byteLength: number;
}

/** First line of a generation of a journal. */
export function journalHead(results: string): string {
  const stats = statSync(results, { bigint: true, throwIfNoEntry: false });
  const [inode, byteLength] = [String(stats?.ino ?? ""), Number(stats?.size ?? 0)];
  return JSON.stringify({ results, inode, byteLength } satisfies JournalHead);
}

/**
 * The lines that a journal names and that stand in the results file, or in one that was set aside from it, the oldest
 * first. They are flushed to the disk: the ledger may refer to them.
 *
 * @param paths generations of the journal.
 * @throws the system's error.
 */
export async function standingLines(
  paths: readonly string[],
  results: string,
): Promise<readonly string[]> {
  const standing: string[] = [];
  for (const path of paths) {
    const [first = "", ...names] = (await textOf(path)).split("\n").slice(0, -1);
    const head = headIn(first);
    if (head === null || head.results !== results) continue;
    const found = names.some(isUnsure) ? await namesBehind(head) : new Set<string>();
    for (const name of names) {
      if (name.endsWith(STANDS)) standing.push(name.slice(0, -STANDS.length));
      else if (found.has(name.slice(name.indexOf("\t") + 1))) standing.push(name);
    }
  }
  return [...new Set(standing)];
}

function isUnsure(name: string): boolean {
  return !name.endsWith(STANDS);
}

/** Names of the lines that were written since a generation began. */
async function namesBehind({ results, inode, byteLength }: JournalHead): Promise<Set<string>> {
  const names = new Set<string>();
  let isReached = inode === "";
  for (const path of await withRotatedFiles(results)) {
    const stats = await stat(path, { bigint: true });
    const isFirst = String(stats.ino) === inode;
    isReached ||= isFirst;
    if (!isReached) continue;
    await flush(path);
    for await (const { text } of readLines(path, Number(stats.size), isFirst ? byteLength : 0)) {
      const name = nameIn(text);
      if (name !== null) names.add(name);
    }
  }
  return names;
}

/** Name of a line; `null` for what no run has written. */
function nameIn(text: string): string | null {
  const line = parsed(text) as ResultsLine | null;
  return typeof line === "object" && line !== null && "source" in line ? lineName(line) : null;
}

/** `null` for anything but the first line of a journal, which a power failure may have left in any state. */
function headIn(text: string): JournalHead | null {
  const head = parsed(text) as Partial<JournalHead> | null;
  const isHead = typeof head?.inode === "string" && Number.isSafeInteger(head.byteLength);
  return isHead ? (head as JournalHead) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (!isAbsence(error)) throw error;
    return "";
  }
}

async function flush(path: string): Promise<void> {
  await using file = await open(path, "r");
  await file.datasync();
}
