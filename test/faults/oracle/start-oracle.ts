import { fileURLToPath } from "node:url";
import { startServiceProcess } from "../service-process.ts";
import type { Exchange, OracleCounts } from "./exchange.ts";
import type { Capacity, OracleFault } from "./oracle-fault.ts";
import type { OracleService } from "./oracle-service.ts";

/** The oracle, running in a process of its own; disposing of it ends it and breaks its connections. */
export interface Oracle extends AsyncDisposable {
  /** Without a path and a slash at the end: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Takes the place of the former faults, and starts their counts and time windows anew. */
  setFaults(faults: readonly OracleFault[]): Promise<void>;
  /** @param capacity `null`, as at the start: every request is answered at once. */
  setCapacity(capacity: Capacity | null): Promise<void>;
  /** Every request so far, in the order of arrival. */
  exchanges(): Promise<readonly Exchange[]>;
  /** Whether the image of this SHA-256 was accepted in an answer that the client could have seen in full. */
  isConfirmed(digest: string): Promise<boolean>;
  counts(): Promise<OracleCounts>;
}

const SCRIPT = fileURLToPath(new URL("oracle-process.ts", import.meta.url));

export async function startOracle(faults: readonly OracleFault[] = []): Promise<Oracle> {
  const service = await startServiceProcess<OracleService>(SCRIPT);
  const url = await service.call("listen");
  if (faults.length > 0) await service.call("setFaults", faults);
  return {
    url,
    setFaults: (next) => service.call("setFaults", next),
    setCapacity: (capacity) => service.call("setCapacity", capacity),
    exchanges: () => service.call("exchanges"),
    isConfirmed: (digest) => service.call("isConfirmed", digest),
    counts: () => service.call("counts"),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
