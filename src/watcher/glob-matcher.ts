import picomatch from "picomatch";
import { composed } from "../core/platform/file-names.ts";

/** Settings of a matcher: with `dot`, names that begin with a dot match without being asked for. */
export interface GlobOptions {
  readonly dot: boolean;
  /** System whose file names are matched. @default this one */
  readonly platform?: NodeJS.Platform;
}

/**
 * Decides whether a path matches one of some globs, in any case of letters. A glob without a slash is
 * about the name alone, in any sub-folder.
 *
 * Picomatch's `basename` would compare every glob with the name alone, those with a slash, too.
 */
export function globMatcher(
  globs: readonly string[],
  { dot, platform }: GlobOptions,
): (path: string) => boolean {
  const typed = globs.map((glob) => composed(glob, platform));
  const ofNames = typed.filter((glob) => !glob.includes("/"));
  const ofPaths = typed.filter((glob) => glob.includes("/"));
  const isName = picomatch(ofNames, { nocase: true, dot, basename: true });
  const isPath = picomatch(ofPaths, { nocase: true, dot });
  return (path) => {
    const name = composed(path, platform);
    return isName(name) || isPath(name);
  };
}
