import type { DatabaseSync } from "node:sqlite";
import type { Cue } from "./cues.ts";

/** Sorts cues by their starts, on the disk: one that lasts for hours ends behind many that began later. */
export function* sortedCues(cues: Iterable<Cue>, scratch: DatabaseSync): Iterable<Cue> {
  scratch.exec("CREATE TABLE cues (startSeconds REAL, endSeconds REAL, label TEXT)");
  const insert = scratch.prepare("INSERT INTO cues VALUES (?, ?, ?)");
  for (const { startSeconds, endSeconds, label } of cues)
    insert.run(startSeconds, endSeconds, label);
  const rows = scratch.prepare("SELECT * FROM cues ORDER BY startSeconds, endSeconds, label");
  yield* rows.iterate() as Iterable<unknown> as Iterable<Cue>;
}
