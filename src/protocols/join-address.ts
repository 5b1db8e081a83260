import { percentDecoded } from "../core/percent-decoding.ts";

/**
 * A service's address with a route below it. Its path, query and user stay; what its path ends with
 * and the route begins with is said once, so that `http://host/v1` and `http://host/v1/chat/completions`
 * name the same service as `http://host`. One that ends with the whole route stays as it is.
 */
export function joinAddress(address: string, route: string): string {
  const url = new URL(address);
  const given = parts(url.pathname);
  const added = parts(route);
  const shared = sharedParts(given, added);
  if (shared === added.length) return address;
  url.pathname = `/${[...given, ...added.slice(shared)].join("/")}`;
  return url.href;
}

/** What a route lies below: an address without what it says of the route. */
export function serviceAddress(address: string, route: string): string {
  const url = new URL(address);
  const given = parts(url.pathname);
  const shared = sharedParts(given, parts(route));
  if (shared === 0) return address;
  url.pathname = `/${given.slice(0, -shared).join("/")}`;
  return url.href;
}

/** How many parts a path ends with, and the route begins with. */
function sharedParts(given: readonly string[], route: readonly string[]): number {
  return route.findLastIndex((_, index) => endsWith(given, route.slice(0, index + 1))) + 1;
}

function parts(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

function endsWith(list: readonly string[], end: readonly string[]): boolean {
  return (
    end.length <= list.length &&
    end.every(
      (part, index) => percentDecoded(part) === percentDecoded(list.at(index - end.length) ?? ""),
    )
  );
}
