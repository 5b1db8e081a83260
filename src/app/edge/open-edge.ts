import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { DEFAULT_RETENTION_MS, type RecordOptions } from "../../options/record-options.ts";
import type { Job } from "../jobs/job.ts";
import type { Edge } from "./edge.ts";
import { brokerOf, type EdgeDelivery, windowOf } from "./edge-options.ts";

/** Dependencies of an edge, beside its options. */
export interface EdgeTools {
  readonly job: Job;
  readonly clock: Clock;
  readonly emit: EventListener;
  /** Told the seconds in which the broker has acknowledged a frame, by those who show the broker. @default nobody does */
  readonly onAcknowledged?: ((seconds: number) => void) | undefined;
}

/**
 * Opens the way to the broker that frames go to; `null` where they go to services, and then nothing is loaded for it. A
 * broker that is away is waited for while frames are sent.
 *
 * @throws FrameferryError `ERR_OPTION` and `ERR_BROKER_REFUSED` for a login that cannot be used.
 */
export async function openEdge(
  options: EdgeDelivery & Partial<Pick<RecordOptions, "retentionMs">>,
  { job, clock, emit, onAcknowledged }: EdgeTools,
): Promise<Edge | null> {
  const address = brokerOf(options);
  if (address === null) return null;
  const [{ Edge: Opened }, { openBroker }] = await Promise.all([
    import("./edge.ts"),
    import("../brokers/open-broker.ts"),
  ]);
  const handOvers = job.ledger.handOvers(options.retentionMs ?? DEFAULT_RETENTION_MS);
  const connection = await openBroker(address, options);
  const parts = { connection, handOvers, clock, emit, onAcknowledged, window: windowOf(options) };
  return new Opened(parts, options);
}
