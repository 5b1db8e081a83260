import { globMatcher } from "./glob-matcher.ts";

/** Globs that select the frames among the files of a folder. */
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
  const isMatched = match.length > 0 ? globMatcher(match, { dot: false }) : isPlainImageName;
  if (ignore.length === 0) return isMatched;
  const isIgnored = globMatcher(ignore, { dot: true });
  return (path) => isMatched(path) && !isIgnored(path);
}

/** True for a file that a glob of the user's matches, who so means it whatever it holds. */
export function isNamedBy(match: readonly string[]): (path: string) => boolean {
  if (match.length === 0) return () => false;
  const isMatched = globMatcher(match, { dot: true });
  return (path) => isMatched(path.replace(/^(?:\.?\/)+/u, ""));
}

const IMAGE_NAME =
  /(?:^|\/)[^/]*\.(?:jpg|jpeg|jpe|jfif|png|webp|bmp|gif|tif|tiff|avif|heic|heif|hif|jxl|jp2|ppm|pgm)$/iu;

/** True if a file has the usual extension of an image. Globs for that would take milliseconds of each start. */
export function isImageName(path: string): boolean {
  return IMAGE_NAME.test(path);
}

function isPlainImageName(path: string): boolean {
  return isImageName(path) && !/(?:^|\/)\.[^/]*$/u.test(path);
}
