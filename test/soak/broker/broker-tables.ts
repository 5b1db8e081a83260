import type { Table } from "../../../scripts/bench/harness/table.ts";
import { growth } from "../../faults/process/levels.ts";
import { ALLOWED_BROKER_GROWTH, allowedBrokerRepeats } from "./broker-checks.ts";
import type { BrokerHold, HeldQuantity } from "./broker-hold.ts";

export function brokerCountsTable(hold: BrokerHold): Table {
  const { seconds, landed, workerKills, serverKills, repeats, left } = hold;
  const counts = [seconds, landed, hold.summary.delivered, workerKills, serverKills, repeats];
  return {
    title: "an edge, a server and two workers, killed (SIGKILL) now and then",
    columns: [
      ...["seconds", "frames", "delivered", "worker kills", "server kills"],
      ...["came again", "allowed", "left at the server"],
    ],
    rows: [[...counts, allowedBrokerRepeats(hold), left].map((count) => count.toFixed(0))],
  };
}

export function brokerLevelsTable({ levels }: BrokerHold): Table {
  const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  const names = Object.keys(ALLOWED_BROKER_GROWTH) as HeldQuantity[];
  return {
    title: "what they held: medians of quarters",
    columns: ["", "second quarter", "last quarter", "greatest", "growth", "allowed"],
    rows: names.map((name) => {
      const text = name.endsWith("Bytes") ? mebibytes : String;
      const { second, last, greatest } = levels[name];
      const values = [second, last, greatest, growth(levels[name]), ALLOWED_BROKER_GROWTH[name]];
      return [LABELS[name]].concat(values.map(text));
    }),
  };
}

const LABELS: Readonly<Record<HeldQuantity, string>> = {
  edgeRssBytes: "edge: resident memory MiB",
  edgeLiveBytes: "edge: memory in use MiB",
  edgeDescriptors: "edge: descriptors",
  edgeThreads: "edge: threads",
  workerRssBytes: "worker: resident memory MiB",
  workerLiveBytes: "worker: memory in use MiB",
  workerDescriptors: "worker: descriptors",
  workerThreads: "worker: threads",
  serverRssBytes: "server: resident memory MiB",
  storeBytes: "server: files MiB",
  messages: "server: messages",
  redelivered: "server: handed out again",
};
