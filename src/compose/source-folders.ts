import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import type { DeliveredOptions } from "../options/delivered-options.ts";
import type { FailureOptions } from "../options/failure-options.ts";
import type { FolderOptions } from "../options/folder-options.ts";
import { frameFilter } from "../watcher/frame-filter.ts";
import type { FolderWatcherOptions } from "../watcher/watcher-options.ts";
import { copiedFailuresFolder } from "./after-failure.ts";

/** What the options say of one folder, in the watcher's terms. @param goals folders that images are put into. */
export function folderSettings(
  folder: string,
  { match, ignore, depth, order, settleMs }: FolderOptions,
  goals: readonly string[],
): Pick<FolderWatcherOptions, "isWanted" | "isWantedFolder" | "depth" | "order" | "settleMs"> {
  const isFrame = frameFilter({ match, ignore });
  const goalsBelow = goals.map((goal) => relative(resolve(folder), resolve(goal)));
  // What was put away must not come back as new.
  const isGoal = (path: string): boolean =>
    goalsBelow.some((goal) => path === goal || path.startsWith(`${goal}${sep}`));
  return {
    isWanted: (path) => isFrame(path) && !isGoal(path),
    isWantedFolder: (path) => !isGoal(path),
    depth: depth ?? Number.POSITIVE_INFINITY,
    order: order ?? "listed",
    settleMs,
  };
}

/** The folders that images are put into, as the user named them. */
export function goalFolders(options: DeliveredOptions & FailureOptions): readonly string[] {
  const goals = [options.moveDeliveredTo, copiedFailuresFolder(options)];
  return goals.filter((goal) => goal !== null);
}

/** @throws FrameferryError `ERR_OPTION` when one folder is, or lies in, another: each frame would be sent twice. */
export function refuseNestedFolders(folders: readonly string[]): void {
  const real = folders.map((folder) => ({ folder, path: realPath(resolve(folder)) }));
  for (const [at, inner] of real.entries()) {
    const outer = real.find(
      ({ path }, other) =>
        other !== at && (inner.path === path || inner.path.startsWith(path + sep)),
    );
    if (outer === undefined) continue;
    throw new FrameferryError({
      code: "ERR_OPTION",
      kind: "usage",
      message: `the folder ${inner.folder} is, or lies in, ${outer.folder}, which is named too`,
      remedy: "name the outer one alone: sub-folders belong to it",
    });
  }
}

/** Of a folder that need not exist yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}
