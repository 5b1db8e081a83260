import { posix, sep } from "node:path";
import type { Frame } from "../../core/frame/frame.ts";
import { globMatcher } from "../../watcher/glob-matcher.ts";

/**
 * Decides which frames a route is for: by their path below their folder, by their source as the user
 * named it, or by both together.
 */
export function routeMatch(pattern: string): (frame: Frame) => boolean {
  const isMatch = globMatcher([pattern], { dot: true });
  return ({ source, relativePath }) => {
    const named = posix.normalize(source.split(sep).join("/"));
    return isMatch(relativePath) || isMatch(named) || isMatch(posix.join(named, relativePath));
  };
}
