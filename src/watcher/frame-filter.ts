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
  const isMatched = matcher(match.length > 0 ? match : [IMAGE_FILES], { dot: false });
  if (ignore.length === 0) return isMatched;
  const isIgnored = matcher(ignore, { dot: true });
  return (path) => isMatched(path) && !isIgnored(path);
}

const IMAGE_FILES = "*.{jpg,jpeg,jpe,jfif,png,webp,bmp,gif,tif,tiff}";

/** Picomatch's `basename` would compare every glob with the name alone, those with a slash, too. */
function matcher(
  globs: readonly string[],
  { dot }: { readonly dot: boolean },
): (path: string) => boolean {
  const ofNames = globs.filter((glob) => !glob.includes("/"));
  const ofPaths = globs.filter((glob) => glob.includes("/"));
  const isName = picomatch(ofNames, { nocase: true, dot, basename: true });
  const isPath = picomatch(ofPaths, { nocase: true, dot });
  return (path) => isName(path) || isPath(path);
}
