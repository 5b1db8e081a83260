import { fileURLToPath } from "node:url";
import { startServiceProcess } from "../service-process.ts";
import type { LineConditions, ProxyCounts, ProxyFault } from "./proxy-fault.ts";
import type { TcpProxy } from "./tcp-proxy.ts";

/** The proxy, running in a process of its own; disposing of it ends it and breaks its connections. */
export interface Proxy extends AsyncDisposable {
  /** Without a path and a slash at the end: `http://127.0.0.1:20123`. */
  readonly url: string;
  /** Takes the place of the former faults, and starts their counts and time windows anew. */
  setFaults(faults: readonly ProxyFault[]): Promise<void>;
  setConditions(conditions: LineConditions): Promise<void>;
  /** Breaks every connection, and refuses new ones (ECONNREFUSED) until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  counts(): Promise<ProxyCounts>;
}

const SCRIPT = fileURLToPath(new URL("proxy-process.ts", import.meta.url));

/** @param serviceUrl what stands behind it, such as an oracle. */
export async function startProxy(
  serviceUrl: string,
  faults: readonly ProxyFault[] = [],
): Promise<Proxy> {
  const service = await startServiceProcess<TcpProxy>(SCRIPT);
  const url = await service.call("listen", Number(new URL(serviceUrl).port));
  if (faults.length > 0) await service.call("setFaults", faults);
  return {
    url,
    setFaults: (next) => service.call("setFaults", next),
    setConditions: (conditions) => service.call("setConditions", conditions),
    refuse: () => service.call("refuse"),
    accept: () => service.call("accept"),
    counts: () => service.call("counts"),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
