import { setTimeout as sleep } from "node:timers/promises";
import type { NatsServer } from "../../support/brokers/nats-server.ts";
import type { Member } from "../proof/member.ts";

/** How often each was killed. */
export interface Restarts {
  readonly workerKills: number;
  readonly serverKills: number;
}

/** Time for which the server is away, in milliseconds. */
const DOWNTIME_MS = 2000;

/** Kills a worker and the server (SIGKILL) in turn, and starts each again, until the signal aborts. */
export async function restartInTurn(
  { worker, server }: { readonly worker: Member; readonly server: NatsServer },
  everyMs: number,
  signal: AbortSignal,
): Promise<Restarts> {
  const counts = { workerKills: 0, serverKills: 0 };
  for (;;) {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return counts;
    if (counts.workerKills === counts.serverKills) {
      await worker.killAndStart();
      counts.workerKills += 1;
      continue;
    }
    await server.kill();
    await sleep(DOWNTIME_MS);
    await server.start();
    counts.serverKills += 1;
  }
}
