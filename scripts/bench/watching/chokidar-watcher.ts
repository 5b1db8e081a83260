/**
 * chokidar alone: records when its `add` event reports each new file.
 *
 * usage: chokidar-watcher.ts FOLDER COUNT -> a line once it watches, and one with a `WatcherReport`
 */
import { watch } from "chokidar";
import { basename } from "node:path";
import { WatcherLog } from "./watcher-log.ts";

const [folder = "", count = ""] = process.argv.slice(2);
const watcher = watch(folder, { ignoreInitial: true });
watcher.on("ready", () => {
  const log = new WatcherLog(Number(count));
  watcher.on("add", (path) => {
    if (log.note(basename(path))) void watcher.close();
  });
});
