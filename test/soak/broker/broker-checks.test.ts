import { describe, expect, test } from "vitest";
import { sampleSummary } from "../../support/samples/sample-summary.ts";
import { soakArguments } from "../arguments.ts";
import { ALLOWED_BROKER_GROWTH, problemsOfBrokerHold } from "./broker-checks.ts";
import type { BrokerHold, HeldQuantity } from "./broker-hold.ts";
import { BROKER_SIZES } from "./broker-soak.ts";
import { brokerCountsTable, brokerLevelsTable } from "./broker-tables.ts";

const flat = { second: 3, last: 3, greatest: 4 };
const levels = Object.fromEntries(
  Object.keys(ALLOWED_BROKER_GROWTH).map((name) => [name, flat]),
) as BrokerHold["levels"];

const HOLD: BrokerHold = {
  ...{ seconds: 60, landed: 500, seen: 500, repeats: 59, unreadable: 0, lines: 500, left: 50 },
  ...{ workerKills: 1, serverKills: 1, exitCodes: [0, 0, 0], levels },
  summary: sampleSummary({ landed: 500, delivered: 500, failed: 0, skipped: 0, dropped: 0 }),
};

function grown(name: HeldQuantity, last: number): Partial<BrokerHold> {
  return { levels: { ...levels, [name]: { ...flat, last } } };
}

describe("a soak over a broker", () => {
  test("is well when every frame came, few came again, and nothing grew", () => {
    expect(problemsOfBrokerHold(HOLD)).toEqual([]);
  });

  test.each<[string, Partial<BrokerHold>]>([
    ["not both were killed", { serverKills: 0, repeats: 0, left: 0 }],
    ["1 of 500 frames never came to the service", { seen: 499 }],
    ["2 pictures carried no index", { unreadable: 2 }],
    ["60 frames came once more, and 59 were in flight", { repeats: 60 }],
    ["501 lines of results for 500 frames", { lines: 501 }],
    [
      "499 of 500 frames are on record as delivered",
      { summary: { ...HOLD.summary, delivered: 499, failed: 1 } },
    ],
    ["edge and workers ended with 0, 7, 0", { exitCodes: [0, 7, 0] }],
    ["51 messages were left at the broker, and it was killed 1 times", { left: 51 }],
    ["edgeDescriptors grew from 3 to 8", grown("edgeDescriptors", 8)],
    ["messages grew from 3 to 22", grown("messages", 22)],
    ["storeBytes grew from 3 to 16777220", grown("storeBytes", 16_777_220)],
  ])("fails for: %s", (problem, fields) => {
    expect(problemsOfBrokerHold({ ...HOLD, ...fields })).toEqual([`over a broker: ${problem}`]);
  });

  test("has tables of what came again, and of what was held", () => {
    expect(brokerCountsTable(HOLD).rows).toEqual([
      ["60", "500", "500", "1", "1", "59", "59", "50"],
    ]);
    expect(brokerLevelsTable(HOLD).rows.at(-1)).toEqual([
      ...["server: handed out again", "3", "3", "4", "0", "9"],
    ]);
  });

  test("lasts as long as its hours say", () => {
    const hour = { ...BROKER_SIZES.full, holdSeconds: 3600 };
    expect(soakArguments(["broker", "--hours", "1"]).broker).toEqual(hour);
    expect(soakArguments(["broker", "--quick"]).broker).toEqual(BROKER_SIZES.quick);
  });
});
