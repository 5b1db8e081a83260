import type { DatabaseSync } from "node:sqlite";

/**
 * Usual time between two results of a video, in seconds: the median, so that parts without results do not count;
 * `null` for less than two.
 *
 * @param scratch holds the frames of a `FrameTable` that has settled.
 */
export function usualGapSeconds(
  scratch: DatabaseSync,
  sources: ReadonlySet<number>,
): number | null {
  const numbers = [...sources].map(Number).join(", ");
  scratch.exec(
    `CREATE TEMP TABLE gaps AS SELECT gap FROM (
      SELECT pts - lag(pts) OVER (ORDER BY pts) AS gap FROM frames WHERE pts IS NOT NULL AND source IN (${numbers})
    ) WHERE gap > 0 ORDER BY gap`,
  );
  const [row] = scratch
    .prepare("SELECT gap FROM gaps LIMIT 1 OFFSET (SELECT count(*) / 2 FROM gaps)")
    .all();
  scratch.exec("DROP TABLE gaps");
  return row === undefined ? null : Number(row["gap"]);
}
