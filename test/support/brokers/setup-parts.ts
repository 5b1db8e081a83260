import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import type { QueuePlan, SetupPart } from "../../../src/brokers/queue-plan.ts";
import { forCommandLine } from "../program/command-line-reader.ts";
import { SMALL_PLAN } from "./open-broker.ts";

/** What is made, or compared, of the queues of a broker. @throws where it says a fault. */
export async function partsOf(
  broker: BrokerConnection,
  action: "setUp" | "compare",
  changes: Partial<QueuePlan> = {},
): Promise<readonly SetupPart[]> {
  const report = await forCommandLine(
    async () => await broker[action]({ ...SMALL_PLAN, ...changes }),
  );
  if ("kind" in report) throw new Error(report.reason);
  return report.parts;
}

/** Parts by name, such as `stream FRAMES: made`. */
export function statesOf(parts: readonly SetupPart[]): readonly string[] {
  return parts.map(({ name, state }) => `${name}: ${state}`);
}
