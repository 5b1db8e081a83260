import type { ProtocolName } from "../options/protocol-options.ts";

/** The type of a service according to its address. */
export interface RouteClue {
  readonly protocol: ProtocolName;
  /** Base address of the route, where the service is probed. */
  readonly root: string;
  /** True if no other kind of service has such an address. */
  readonly isSure: boolean;
  /** True if the address names the model, or its equivalent. */
  readonly namesModel: boolean;
}

/** Finds the request route of a known kind of service at the end of an address, or a known host. */
export function routeClue(address: string): RouteClue | null {
  const { pathname, hostname } = new URL(address);
  const path = pathname.replace(/\/+$/u, "");
  for (const { protocol, route, isSure = true, namesModel = true } of ROUTES) {
    const found = route.exec(path);
    if (found === null) continue;
    const url = new URL(address);
    url.pathname = path.slice(0, found.index);
    return { protocol, root: url.href, isSure, namesModel };
  }
  const host = HOSTS.find(({ name }) => name.test(hostname));
  if (host === undefined) return null;
  return { protocol: host.protocol, root: address, isSure: true, namesModel: false };
}

interface KnownRoute {
  readonly protocol: ProtocolName;
  /** Matches the end of a path. */
  readonly route: RegExp;
  readonly isSure?: boolean;
  readonly namesModel?: boolean;
}

const ROUTES: readonly KnownRoute[] = [
  { protocol: "openai", route: /\/chat\/completions$/u, namesModel: false },
  { protocol: "ollama", route: /\/api\/generate$/u, namesModel: false },
  { protocol: "kserve-v2", route: /\/v2\/models\/[^/]+(?:\/versions\/[^/]+)?\/infer$/u },
  {
    protocol: "tfserving",
    route: /\/v1\/models\/[^/]+(?:\/(?:versions|labels)\/[^/]+)?:predict$/u,
  },
  { protocol: "roboflow", route: /\/infer\/workflows\/[^/]+\/[^/]+$|\/[^/]+\/workflows\/[^/]+$/u },
  { protocol: "ultralytics", route: /\/api\/models\/[^/]+\/predict$/u },
  { protocol: "deepstack", route: /\/v1\/vision\/[^/]+(?:\/[^/]+)?$/u },
  // Other kinds of services have predictions, too.
  { protocol: "torchserve", route: /\/predictions\/[^/]+(?:\/[^/]+)?$/u, isSure: false },
];

const HOSTS: readonly { readonly name: RegExp; readonly protocol: ProtocolName }[] = [
  { name: /^platform\.ultralytics\.com$/u, protocol: "ultralytics" },
  { name: /^(?:serverless|detect)\.roboflow\.com$/u, protocol: "roboflow" },
];
