import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { startLedgerProcess } from "../support/program/ledger-process.ts";

/** Spread over the time that a group stays open and a few groups more. */
const KILL_AFTER_MS = [1, 5, 12, 24, 26, 31, 45, 70, 110, 160];

test("P1: whatever settle said is on record after kill -9, ten times in a row", async () => {
  await using folder = await temporaryFolder();
  let kills = 0;
  let next = 0;
  for (const delayMs of KILL_AFTER_MS) {
    const writer = await startLedgerProcess(folder.path, next);
    await writer.settled(next);
    await sleep(delayMs);
    await writer.kill();
    if (writer.process.signalCode === "SIGKILL") kills += 1;

    await using ledger = await openLedger(folder.path);
    expect(ledger.salvaged).toBeNull();
    expect(ledger.integrityProblems()).toEqual([]);
    const ranges = ledger.indexRanges(["delivered"]);
    expect(ranges).toHaveLength(1);
    expect(ranges[0]?.first).toBe(0);
    expect(ranges[0]?.last).toBeGreaterThanOrEqual(writer.settledIndex);
    next = (ranges[0]?.last ?? -1) + 1;
  }
  expect(kills).toBe(KILL_AFTER_MS.length);
  expect(next).toBeGreaterThan(KILL_AFTER_MS.length);
});
