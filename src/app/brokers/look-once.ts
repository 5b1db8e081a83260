import { setTimeout as sleep } from "node:timers/promises";
import type { BrokerConnection, BrokerState } from "../../brokers/broker.ts";
import { brokerError } from "../../brokers/broker-error.ts";
import { SIGN_INTERVAL_MS } from "../../brokers/worker-signs.ts";
import type { WorkerView } from "../../core/events/broker-view.ts";
import { HeardWorkers } from "./heard-workers.ts";

/** A broker with its workers, as they are now. */
export interface BrokerSight extends BrokerState {
  /** Its address, without secrets. */
  readonly broker: string;
  /** Those that gave a sign within the time of one and a half; `null` if signs cannot be heard. */
  readonly workers: readonly WorkerView[] | null;
}

/**
 * Asks a broker for its queues, and listens for as long as every worker needs to give a sign.
 *
 * @throws FrameferryError what keeps the broker from answering.
 */
export async function lookOnce(
  connection: Pick<BrokerConnection, "name" | "state" | "signs">,
): Promise<BrokerSight> {
  const state = await connection.state();
  if ("kind" in state) throw brokerError(state);
  const heard = new HeardWorkers();
  const ending = new AbortController();
  let isHearing = false;
  const onFault = (fault: unknown): void => void (isHearing = fault === null);
  const signs = connection.signs.workers({ signal: ending.signal, onFault });
  const listening = (async () => {
    for await (const sign of signs) heard.hear(sign, Date.now());
  })();
  await Promise.race([listening, sleep(1.5 * SIGN_INTERVAL_MS)]);
  const workers = isHearing ? heard.list(Date.now()) : null;
  ending.abort();
  await listening;
  return { broker: connection.name, ...state, workers };
}
