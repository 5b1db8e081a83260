/**
 * A service's address with a route below it. Its path, query and user stay; what its path ends with
 * and the route begins with is said once, so that `http://host/v1` and `http://host/v1/chat/completions`
 * name the same service as `http://host`.
 */
export function joinAddress(address: string, route: string): string {
  if (route === "") return address;
  const url = new URL(address);
  const given = parts(url.pathname);
  const added = parts(route);
  const shared = added.findLastIndex((_, index) => endsWith(given, added.slice(0, index + 1))) + 1;
  url.pathname = `/${[...given, ...added.slice(shared)].join("/")}`;
  return url.href;
}

/** The address of a service, where the address of its requests may have been given as a whole. */
export function serviceAddress(address: string, route: string): string {
  const url = new URL(address);
  if (route === "" || !endsWith(parts(url.pathname), parts(route))) return address;
  url.pathname = `/${parts(url.pathname).slice(0, -parts(route).length).join("/")}`;
  return url.href;
}

function parts(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

function endsWith(list: readonly string[], end: readonly string[]): boolean {
  return (
    end.length <= list.length && end.every((part, index) => part === list.at(index - end.length))
  );
}
