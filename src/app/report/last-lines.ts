import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { GapLine } from "../../results/gap-stats.ts";
import { readResults } from "../../results/read-results.ts";
import type { ResultsSet } from "../export/results-sets.ts";

/** A result that no later one of the same frame has replaced. */
export interface LastResult {
  readonly result: FrameResult;
  /** Set that it is of. */
  readonly set: ResultsSet;
}

/**
 * Results of several sets, in their order, without those that later ones of the same frame have replaced. They are read
 * twice, and what is known of each frame meanwhile lies on the disk.
 *
 * @param scratch empty, and used by nobody else.
 * @param onGap called once with each gap of a camera, before the first result comes.
 * @throws the reason of `signal`, once it is aborted.
 */
export async function* lastResults(
  sets: readonly ResultsSet[],
  { scratch, onGap }: { readonly scratch: DatabaseSync; readonly onGap: (gap: GapLine) => void },
  signal: AbortSignal,
): AsyncIterable<LastResult> {
  scratch.exec("CREATE TABLE last (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID");
  scratch.exec("CREATE TABLE gap (key TEXT PRIMARY KEY) WITHOUT ROWID; BEGIN");
  const put = scratch.prepare("INSERT OR REPLACE INTO last VALUES (?, ?)");
  const putGap = scratch.prepare("INSERT OR IGNORE INTO gap VALUES (?)");
  // Two of the sets may have the same file.
  const onNewGap = (gap: GapLine): void => {
    if (putGap.run(JSON.stringify(gap)).changes > 0) onGap(gap);
  };
  let count = 0;
  for await (const { result } of resultsOf(sets, signal, onNewGap))
    put.run(keyOf(result), (count += 1));
  const get = scratch.prepare("SELECT line FROM last WHERE key = ?");
  let number = 0;
  for await (const each of resultsOf(sets, signal)) {
    number += 1;
    // A run may be at work: what it has added meanwhile is for the next report.
    if (number > count) return;
    if (Number(get.get(keyOf(each.result))?.["line"]) === number) yield each;
  }
}

async function* resultsOf(
  sets: readonly ResultsSet[],
  signal: AbortSignal,
  onGap?: (gap: GapLine) => void,
): AsyncIterable<LastResult> {
  for (const set of sets)
    for (const file of set.files)
      for await (const result of readResults(file, onGap)) {
        signal.throwIfAborted();
        yield { result, set };
      }
}

/** A resubmission names its source by an absolute path. */
function keyOf({ source, frame }: FrameResult): string {
  return `${source === "-" ? source : resolve(source)}\0${frame}`;
}
