import picomatch from "picomatch";

/** Which files of a folder are frames. */
export interface FrameGlobs {
  /** Globs of which one must match; empty for the usual image extensions. */
  readonly match: readonly string[];
  /** Globs of which none may match. */
  readonly ignore: readonly string[];
}

/**
 * Decides by a file's path below the folder, in any case of letters. A glob without a slash is about
 * the name alone, in any sub-folder; names that begin with a dot must be asked for.
 */
export function frameFilter({ match, ignore }: FrameGlobs): (path: string) => boolean {
  const isMatched = anyOf(match.length > 0 ? match : [IMAGE_FILES], false);
  if (ignore.length === 0) return isMatched;
  const isIgnored = anyOf(ignore, true);
  return (path) => isMatched(path) && !isIgnored(path);
}

/** picomatch's `basename` is about the name alone whatever the glob, so that it is chosen for each. */
function anyOf(globs: readonly string[], dot: boolean): (path: string) => boolean {
  const matchers = globs.map((glob) =>
    picomatch(glob, { basename: !glob.includes("/"), nocase: true, dot }),
  );
  return (path) => matchers.some((isMatch) => isMatch(path));
}

const IMAGE_FILES = "*.{jpg,jpeg,jpe,jfif,png,webp,bmp,gif,tif,tiff}";
