import { tableLines } from "../../../scripts/bench/harness/table.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";
import { problemsOfBrokerHold } from "./broker-checks.ts";
import { brokerHold, type BrokerSize } from "./broker-hold.ts";
import { brokerCountsTable, brokerLevelsTable } from "./broker-tables.ts";

export const BROKER_SIZES = {
  full: { holdSeconds: 600, killEverySeconds: 60 },
  quick: { holdSeconds: 60, killEverySeconds: 12 },
} as const;

/** @param say reports progress to a person. */
export async function brokerSoak(
  size: BrokerSize,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<{ readonly problems: readonly string[]; readonly figures: object }> {
  if (hasNoNats) throw new Error("it needs a broker: apt-get install nats-server");
  const { holdSeconds, killEverySeconds } = size;
  say(`frames over a broker for ${holdSeconds} s, with a kill every ${killEverySeconds} s`);
  const held = await brokerHold(size, signal);
  for (const table of [brokerCountsTable(held), brokerLevelsTable(held)])
    console.log(`${tableLines(table).join("\n")}\n`);
  return { problems: problemsOfBrokerHold(held), figures: { held } };
}
