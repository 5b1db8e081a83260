import { statSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { realPath } from "../../core/files/real-path.ts";
import type { FolderOptions } from "../../options/folder-options.ts";
import { frameFilter, isNamedBy } from "../../watcher/frame-filter.ts";
import type { FolderWatcherOptions } from "../../watcher/watcher-options.ts";

/** What the options say of one folder, in the watcher's terms. @param goals folders that images are put into. */
export function folderSettings(
  folder: string,
  { match, ignore, depth, order, settleMs }: FolderOptions,
  goals: readonly string[],
): Pick<
  FolderWatcherOptions,
  "isWanted" | "isMeant" | "isWantedFolder" | "depth" | "order" | "settleMs"
> {
  const isFrame = frameFilter({ match, ignore });
  const goalsBelow = goals.map((goal) =>
    relative(realPath(folder), realPath(goal)).replaceAll(sep, "/"),
  );
  // What was put away must not come back as new.
  const isGoal = (path: string): boolean =>
    goalsBelow.some((goal) => path === goal || path.startsWith(`${goal}/`));
  return {
    isWanted: (path) => isFrame(path) && !isGoal(path),
    isMeant: isNamedBy(match),
    isWantedFolder: (path) => !isGoal(path),
    depth: depth ?? Number.POSITIVE_INFINITY,
    order: order ?? "listed",
    settleMs,
  };
}

/**
 * @param files paths of single files.
 * @throws FrameferryError `ERR_OPTION` when a path is, or lies in, another: each frame would be sent twice.
 */
export function refuseNestedPaths(folders: readonly string[], files: readonly string[] = []): void {
  const outers = folders.map((path) => ({ path, real: realPath(path), key: keyOf(path) }));
  if (outers.length === 0) return;
  for (const [at, inner] of [...folders, ...files].entries()) {
    const real = outers[at]?.real ?? realPath(inner);
    const key = outers[at]?.key ?? null;
    const outer = outers.find(
      (other, index) => index !== at && (isWithin(other.real, real) || isSame(other.key, key)),
    );
    if (outer === undefined) continue;
    throw new FrameferryError({
      code: "ERR_OPTION",
      kind: "usage",
      message: `${inner} is, or lies in, ${outer.path}, which is named too`,
      remedy: "name the outer one alone: what lies in it, and in its sub-folders, belongs to it",
    });
  }
}

/** Device and inode of a folder, which a bind mount shares; `null` where there is none (yet). */
function keyOf(folder: string): string | null {
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

function isSame(one: string | null, other: string | null): boolean {
  return one !== null && one === other;
}

/** Of absolute paths without links. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
