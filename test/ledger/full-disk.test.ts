import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { DELIVERED, settledFrame } from "../support/samples/settled-frame.ts";

const GROUP = 100;

/** Settles groups of frames until one fails; returns how many frames were settled, and the failure. */
async function settleUntilFailure(ledger: Ledger): Promise<[number, unknown]> {
  for (let first = 0; first < 100_000; first += GROUP) {
    const group = Array.from({ length: GROUP }, (_, place) => settledFrame(first + place));
    const endings = await Promise.allSettled(group.map((frame) => ledger.commit(frame, DELIVERED)));
    const failed = endings.filter((ending) => ending.status === "rejected");
    if (failed[0] !== undefined) return [first + GROUP - failed.length, failed[0].reason];
  }
  return [Number.NaN, undefined];
}

test("P7: a full disk lets nothing more be called settled, and all that was is there", async (context) => {
  await using folder = await temporaryFolder();
  const mount = (options: string): void => {
    const words = ["-t", "tmpfs", "-o", options, "tmpfs", folder.path];
    execFileSync("mount", words, { stdio: "ignore" });
  };
  try {
    mount("size=1m");
  } catch {
    context.skip("this user may not mount a small disk");
  }
  try {
    const ledger = await openLedger(folder.path);
    const [settled, failure] = await settleUntilFailure(ledger);
    expect(settled).toBeGreaterThan(GROUP);
    expect(failure).toMatchObject({
      code: "ERR_DISK_FULL",
      kind: "environment",
      message: `the ledger ${folder.path}/ledger.db cannot be written: the disk is full`,
      remedy: expect.stringContaining("run the same command again"),
    });
    await expect(ledger.commit(settledFrame(0), DELIVERED)).rejects.toBe(failure);
    expect(() => ledger.find(settledFrame(0))).toThrow(failure);
    await ledger.close().catch(() => {});

    mount("remount,size=8m");
    await using again = await openLedger(folder.path);
    expect(again.salvaged).toBeNull();
    expect(again.integrityProblems()).toEqual([]);
    expect(again.indexRanges(["delivered"])).toEqual([{ first: 0, last: settled - 1 }]);
  } finally {
    execFileSync("umount", ["-l", folder.path]);
  }
});
