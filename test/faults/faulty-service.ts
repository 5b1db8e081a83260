import { type Firings, mixedFaults } from "./mixed-faults.ts";
import type { Capacity } from "./oracle/oracle-fault.ts";
import { type Oracle, startOracle } from "./oracle/start-oracle.ts";
import { startProxy } from "./proxy/start-proxy.ts";

/** An oracle behind a proxy, both of which misbehave as `mixed-faults.ts` says. */
export interface FaultyService extends AsyncDisposable {
  /** Of the proxy: where the program under test sends its frames. */
  readonly url: string;
  readonly oracle: Oracle;
  /** Ends all faults. @returns how often each has fired. */
  calm(): Promise<Firings>;
}

/** @param seed of the faults. */
export async function startFaultyService(capacity: Capacity, seed: number): Promise<FaultyService> {
  const faults = mixedFaults(seed);
  const oracle = await startOracle(faults.oracle);
  await oracle.setCapacity(capacity);
  const proxy = await startProxy(oracle.url, faults.proxy);
  return {
    url: proxy.url,
    oracle,
    calm: async () => {
      const fired = { ...(await oracle.counts()).fired, ...(await proxy.counts()).fired };
      await Promise.all([oracle.setFaults([]), proxy.setFaults([])]);
      return fired;
    },
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await oracle[Symbol.asyncDispose]();
    },
  };
}
