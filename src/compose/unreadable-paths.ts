import type { Problem } from "../core/summary.ts";
import type { Watcher } from "../watcher/watcher.ts";

/** What nobody could look at, as problems of the run. */
export function unreadablePaths(watchers: readonly Watcher[]): readonly Problem[] {
  const paths = watchers.flatMap(({ unreadable }) => unreadable);
  return paths.map(({ path, isFolder, reason }) => ({
    code: "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message: isFolder
      ? `the folder ${path} ${reason}, so what it may hold was not delivered`
      : `the file ${path} ${reason}, so a change of it was not delivered`,
    remedy: "make it readable for this user, and run the same command again",
  }));
}
