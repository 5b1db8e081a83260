import { growth } from "../../faults/process/levels.ts";
import { HELD, WINDOW } from "../proof/stage.ts";
import type { BrokerHold, HeldQuantity } from "./broker-hold.ts";

const MEBIBYTE = 1024 * 1024;

/**
 * Maximum growth from the second to the last quarter that counts as flat. Messages and redeliveries vary by what the
 * workers held when one was killed, and the store by the files that are about to be removed. What the server itself
 * needs begins anew with each of its starts.
 */
export const ALLOWED_BROKER_GROWTH: Readonly<Record<HeldQuantity, number>> = {
  edgeRssBytes: 24 * MEBIBYTE,
  edgeLiveBytes: 2 * MEBIBYTE,
  edgeDescriptors: 4,
  edgeThreads: 2,
  workerRssBytes: 24 * MEBIBYTE,
  workerLiveBytes: 2 * MEBIBYTE,
  workerDescriptors: 4,
  workerThreads: 2,
  serverRssBytes: 24 * MEBIBYTE,
  storeBytes: 16 * MEBIBYTE,
  messages: 2 * HELD,
  redelivered: HELD,
};

/** Frames that the service may get once more: what a worker that is killed holds, and what all have at the server. */
export function allowedBrokerRepeats({
  workerKills,
  serverKills,
}: Pick<BrokerHold, "workerKills" | "serverKills">): number {
  return workerKills * HELD + serverKills * (WINDOW + 2 * HELD);
}

/** What does not hold, a sentence each. */
export function problemsOfBrokerHold(hold: BrokerHold): readonly string[] {
  const { landed, seen, repeats, unreadable, lines, summary, exitCodes, left, levels } = hold;
  const { delivered, failed, skipped, dropped, pending } = summary;
  const allowed = allowedBrokerRepeats(hold);
  const names = Object.keys(ALLOWED_BROKER_GROWTH) as HeldQuantity[];
  return [
    ...unless(hold.workerKills > 0 && hold.serverKills > 0, "not both were killed"),
    ...unless(seen === landed, `${landed - seen} of ${landed} frames never came to the service`),
    ...unless(unreadable === 0, `${unreadable} pictures carried no index`),
    ...unless(
      repeats <= allowed,
      `${repeats} frames came once more, and ${allowed} were in flight`,
    ),
    ...unless(lines === landed, `${lines} lines of results for ${landed} frames`),
    ...unless(
      delivered === landed && failed + skipped + dropped + pending === 0,
      `${delivered} of ${landed} frames are on record as delivered`,
    ),
    ...unless(
      exitCodes.every((code) => code === 0),
      `edge and workers ended with ${exitCodes.join(", ")}`,
    ),
    ...unless(left === 0, `${left} messages were left at the broker`),
    ...names
      .filter((name) => growth(levels[name]) > ALLOWED_BROKER_GROWTH[name])
      .map((name) => `${name} grew from ${levels[name].second} to ${levels[name].last}`),
  ].map((problem) => `over a broker: ${problem}`);
}

function unless(isRight: boolean, problem: string): readonly string[] {
  return isRight ? [] : [problem];
}
