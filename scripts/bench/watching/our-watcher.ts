/**
 * Our watcher alone, without sending: records when it yields each new file.
 *
 * usage: our-watcher.ts FOLDER COUNT -> a line once it watches, and one with a `WatcherReport`
 */
import { enableCompileCache } from "node:module";

enableCompileCache();
const { systemClock } = await import("../../../src/core/concurrency/clock.ts");
const { FolderWatcher } = await import("../../../src/watcher/folder-watcher.ts");
const { frameFilter } = await import("../../../src/watcher/frame-filter.ts");
const { WatcherLog } = await import("./watcher-log.ts");

const [folder = "", count = ""] = process.argv.slice(2);
const options = {
  isWanted: frameFilter({ match: [], ignore: [] }),
  isWantedFolder: () => true,
  depth: Number.POSITIVE_INFINITY,
  arrivesWhole: false,
  ignoresPresent: true,
  order: "listed",
  settleMs: 10_000,
  rescanMs: 30_000,
  poll: false,
  waitsForFolder: true,
} as const;
const never = new AbortController().signal;
await using watcher = new FolderWatcher(folder, options, systemClock, () => {});
await watcher.ready(never);
const log = new WatcherLog(Number(count));
for await (const { relativePath } of watcher.files(new Promise(() => {}), never))
  if (log.note(relativePath)) break;
