import { option } from "../../core/option-spelling.ts";
import type { SetupPart } from "../queue-plan.ts";
import { apiCodeOf } from "./nats-faults.ts";

/** A part that the broker did not make; `null` for an error that says nothing about the part. */
export function refusedPart(name: string, error: unknown): SetupPart | null {
  const code = apiCodeOf(error);
  const remedy = code === null ? undefined : REMEDIES[code];
  if (remedy === undefined) return null;
  const detail = (error as Error).message;
  return { name, state: "refused", detail, differences: [], remedy: remedy() };
}

/** Consumers whose messages would go to both. */
export function overlappingPart([one, other]: readonly [string, string]): SetupPart {
  const detail = `${one} and ${other} have frames in common`;
  return { name: "partitions", state: "refused", detail, differences: [], remedy: partitions() };
}

/** Nodes that have just started are not known to the others for some seconds. */
const replicas = (): string =>
  `name as many ${option("replicas")} as the cluster has nodes, or fewer; if its nodes have just started, repeat this in some seconds`;
const storage = (): string =>
  `name a smaller ${option("maxSizeBytes")}, or allow more with max_file_store in the server's block jetstream`;
const overlap = (): string =>
  "another stream has these subjects: name another queue in the address, such as /site-frames";
const partitions = (): string =>
  "partitions may not overlap each other, nor the consumer of all frames: name others, or another queue in the address";

/** By the code of the API (https://github.com/nats-io/nats-server/blob/main/server/errors.json). */
const REMEDIES: Readonly<Record<number, () => string>> = {
  10_002: storage,
  10_005: replicas,
  10_023: storage,
  10_028: storage,
  10_047: storage,
  10_074: replicas,
  10_065: overlap,
  10_099: partitions,
  10_100: partitions,
  10_093: () => "a partition must lie within the subjects of the stream, such as frames.berlin.>",
};
