import { lstatSync } from "node:fs";
import { glob, stat } from "node:fs/promises";
import { FrameferryError } from "../../core/errors.ts";
import { realPath } from "../../core/files/real-path.ts";
import { isLiveAddress } from "../../slicer/live/live-address.ts";
import { STANDARD_INPUT } from "../jobs/standard-input.ts";

/**
 * The videos that words of a command line name, in this order and each once, whatever its spelling: paths,
 * `-` for standard input, addresses of cameras, and globs, whose files come in natural order (`clip2` before `clip10`). A file
 * whose name looks like a glob is that file. A path that is no file stays in the list.
 *
 * @throws FrameferryError `ERR_VIDEO_MISSING` for a glob that no file matches.
 */
export async function namedVideos(words: readonly string[]): Promise<readonly string[]> {
  const videos = new Map<string, string>();
  for (const word of words) {
    for (const path of isGlob(word) ? await filesMatching(word) : [word]) {
      const key = path === STANDARD_INPUT || isLiveAddress(path) ? path : realPath(path);
      if (!videos.has(key)) videos.set(key, path);
    }
  }
  return [...videos.values()];
}

function isGlob(word: string): boolean {
  return /[*?[{]/u.test(word) && !isLiveAddress(word) && !/^\w+:\/\//u.test(word) && !isThere(word);
}

/** True if there is something under this name, or may be. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

async function filesMatching(pattern: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const path of glob(pattern)) if (!(await isFolder(path))) files.push(path);
  if (files.length > 0) return files.toSorted(NATURAL.compare);
  throw new FrameferryError({
    code: "ERR_VIDEO_MISSING",
    kind: "source",
    message: `no file matches ${pattern}`,
    remedy: "check the pattern, and the directory that you are in",
  });
}

const NATURAL = new Intl.Collator("en", { numeric: true });

/** True for a folder; false for a path that cannot be accessed, which is reported when it is opened. */
async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
