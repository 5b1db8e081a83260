/**
 * A watch that notes when the answer to each frame is on record, and deletes the frame.
 *
 * usage: watch-answers.ts FOLDER TO STATE_FOLDER FILE   -> at SIGTERM, in FILE: `{ name: milliseconds of the monotonic clock }`
 */
import { writeFileSync } from "node:fs";
import { watchFolders } from "../../../src/index.ts";
import { monotonicMs } from "../harness/monotonic.ts";

const [folder = "", to = "", state = "", file = ""] = process.argv.slice(2);
const answeredAtMs: Record<string, number> = {};
const leaving = new AbortController();
process.once("SIGTERM", () => leaving.abort());
const options = { folders: [folder], to, state, delete: true, concurrency: 64 } as const;
for await (const event of watchFolders({ ...options, signal: leaving.signal })) {
  if (event.type !== "frameSettled" || event.result.outcome !== "delivered") continue;
  answeredAtMs[event.result.frame] = monotonicMs();
}
writeFileSync(file, JSON.stringify(answeredAtMs));
