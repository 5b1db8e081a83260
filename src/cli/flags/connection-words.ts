import { proxyWithPlaceholders } from "../../core/service/proxy-address.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";

/** The flags that make connections in the same way, with `***` for secrets. */
export function connectionWords({
  caFile = null,
  cert = null,
  key = null,
  insecure = false,
  proxy = null,
}: Partial<ConnectionOptions>): readonly string[] {
  return [
    ...(caFile === null ? [] : ["--ca-file", caFile]),
    ...(cert === null ? [] : ["--cert", cert]),
    ...(key === null ? [] : ["--key", key]),
    ...(insecure ? ["--insecure"] : []),
    ...(typeof proxy === "string" ? ["--proxy", proxyWithPlaceholders(proxy)] : []),
    ...(proxy === false ? ["--no-proxy"] : []),
  ];
}
