import { expect } from "vitest";
import type { PublishOutcome } from "../../../src/brokers/publish-outcome.ts";

/**
 * Publishes until the broker takes it, as frameferry does: a queue that somebody makes at this moment refuses what comes
 * before it has a leader.
 */
export async function untilTaken(publish: () => Promise<PublishOutcome>): Promise<void> {
  await expect.poll(publish).toMatchObject({ kind: "taken" });
}
