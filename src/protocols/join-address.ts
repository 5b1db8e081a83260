import { percentDecoded } from "../core/service/percent-decoding.ts";

/**
 * Joins a route to a service's address. Path, query and user are kept; an overlap of path and route occurs
 * once, so that `http://host/v1` and `http://host/v1/chat/completions` name the same service as
 * `http://host`. An address that ends with the whole route is returned as it is.
 */
export function joinAddress(address: string, route: string): string {
  const url = new URL(address);
  const path = parts(url.pathname);
  const routeParts = parts(route);
  const shared = sharedParts(path, routeParts);
  if (shared === routeParts.length) return address;
  url.pathname = `/${[...path, ...routeParts.slice(shared)].join("/")}`;
  return url.href;
}

/** Base address of a route: the address without its overlap with the route. */
export function serviceAddress(address: string, route: string): string {
  const url = new URL(address);
  const path = parts(url.pathname);
  const shared = sharedParts(path, parts(route));
  if (shared === 0) return address;
  url.pathname = `/${path.slice(0, -shared).join("/")}`;
  return url.href;
}

/** Number of path parts at the end of a path that the route begins with. */
function sharedParts(path: readonly string[], route: readonly string[]): number {
  return route.findLastIndex((_, index) => endsWith(path, route.slice(0, index + 1))) + 1;
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
