import { formatCount } from "../../core/text/format-count.ts";
import type { Problem } from "../../core/summary.ts";
import type { UnreadablePath, Watcher } from "../../watcher/watcher.ts";

/** What nobody could look at, as problems of the run: the first ones by name, and how many more there are. */
export function unreadablePaths(
  watchers: readonly Pick<Watcher, "unreadable">[],
): readonly Problem[] {
  const paths = watchers.flatMap(({ unreadable }) => unreadable);
  const messages = paths.slice(0, MAX_NAMED).map(messageOf);
  const more = paths.length - messages.length;
  if (more > 0)
    messages.push(
      `${formatCount(more, "more folder or file", "more folders and files")} cannot be accessed`,
    );
  return messages.map((message) => ({
    code: "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message,
    remedy: "make it readable for this user, and run the same command again",
  }));
}

/** A network folder that is away may hide a million files. */
const MAX_NAMED = 20;

function messageOf({ path, isFolder, reason }: UnreadablePath): string {
  return isFolder
    ? `the folder ${path} ${reason}, so what it may hold was not delivered`
    : `the file ${path} ${reason}, so a change of it was not delivered`;
}
