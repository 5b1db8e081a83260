import type { Problem } from "../core/summary.ts";
import type { Watcher } from "../watcher/watcher.ts";

/** Folders of which nobody knows what is in them, as problems of the run. */
export function unreadableFolders(watchers: readonly Watcher[]): readonly Problem[] {
  const folders = watchers.flatMap(({ unreadable }) => unreadable);
  return folders.map(({ path, reason }) => ({
    code: "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message: `the folder ${path} ${reason}, so what it may hold was not delivered`,
    remedy: "make it readable for this user, and run the same command again",
  }));
}
