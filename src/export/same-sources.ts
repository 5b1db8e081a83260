import { isAbsolute, normalize } from "node:path";

/**
 * Spellings of one source: a run names it as the user did, and frames that are sent again by its absolute
 * path. A relative name means the first absolute one that ends with it.
 *
 * @returns the absolute spelling of each relative one that has any.
 */
export function sameSources(names: readonly string[]): ReadonlyMap<string, string> {
  const absolute = names.filter((name) => isAbsolute(name));
  const pairs = names
    .filter((name) => !isAbsolute(name) && !NO_PATHS.has(name))
    .map((name) => [name, absolute.find((path) => endsWith(path, name))] as const);
  return new Map(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

/** Standard input and single files. */
const NO_PATHS: ReadonlySet<string> = new Set(["-", "."]);

function endsWith(path: string, name: string): boolean {
  const below = normalize(name)
    .replace(/^(?:\.\.\/)+/u, "")
    .replace(/\/$/u, "");
  return below !== "" && below !== "." && path.endsWith(`/${below}`);
}
