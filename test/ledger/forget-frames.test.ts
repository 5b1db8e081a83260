import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_RETENTION_MS, type ForgetPolicy } from "../../src/ledger/forget-frames.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { DELIVERED, failedWith, settledFrame } from "../support/samples/settled-frame.ts";

let folder: TemporaryFolder;
let ledger: Ledger;
let nowMs: number;
beforeEach(async () => {
  folder = await temporaryFolder();
  nowMs = 1_700_000_600_000;
  ledger = await openLedger(folder.path, { wallClockMs: () => nowMs });
});
afterEach(async () => {
  await ledger.close();
  await folder[Symbol.asyncDispose]();
});

const never = new AbortController().signal;
const allGone: ForgetPolicy = {
  retentionMs: DEFAULT_RETENTION_MS,
  stillExists: async () => false,
};

async function settleMany(first: number, count: number): Promise<void> {
  const indexes = Array.from({ length: count }, (_, place) => first + place);
  await Promise.all(
    indexes.map((index) => ledger.commit(settledFrame(index, { firstSeenAtMs: nowMs }), DELIVERED)),
  );
}

describe("P32: the ledger is bounded:", () => {
  test("delivered frames that are old and gone are forgotten, and no others", async () => {
    await settleMany(0, 1700);
    await ledger.commit(settledFrame(5000), failedWith(400, "bad"));
    await ledger.commit(settledFrame(5001), { ...DELIVERED, outcome: "dropped" });
    nowMs += DEFAULT_RETENTION_MS + 1;
    await settleMany(1700, 10);
    const isEven = async ({ relativePath }: { relativePath: string }): Promise<boolean> =>
      Number.parseInt(relativePath.slice(6), 10) % 2 === 0;
    const forgotten = await ledger.forget({ ...allGone, stillExists: isEven }, never);
    expect(forgotten).toBe(850 + 1);
    expect(ledger.counts()).toMatchObject({ delivered: 860, failed: 1, dropped: 0 });
    expect(ledger.find(settledFrame(0))).not.toBeNull();
    expect(ledger.find(settledFrame(1))).toBeNull();
    expect(ledger.find(settledFrame(1701))).not.toBeNull();
  });

  test("a frame that comes back while its file is looked for is remembered", async () => {
    await settleMany(0, 1);
    nowMs += DEFAULT_RETENTION_MS + 1;
    const comesBack = async (): Promise<boolean> => {
      await ledger.commit(settledFrame(0), DELIVERED);
      return false;
    };
    await ledger.forget({ ...allGone, stillExists: comesBack }, never);
    expect(ledger.find(settledFrame(0))?.state).toBe("delivered");
  });

  test("room that is freed is used again, and the file stops growing", async () => {
    const sizes: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      await settleMany(round * 5000, 5000);
      nowMs += DEFAULT_RETENTION_MS + 1;
      expect(await ledger.forget(allGone, never)).toBe(5000);
      await ledger.close();
      sizes.push((await stat(join(folder.path, "ledger.db"))).size);
      ledger = await openLedger(folder.path, { wallClockMs: () => nowMs });
    }
    expect(sizes[0]).toBeGreaterThan(500_000);
    expect(sizes[3]).toBeLessThan((sizes[0] ?? 0) * 1.05);
  });

  test("an abort ends the forgetting between two slices", async () => {
    await settleMany(0, 1200);
    nowMs += DEFAULT_RETENTION_MS + 1;
    const stopping = new AbortController();
    const stillExists = async (): Promise<boolean> => {
      stopping.abort();
      return false;
    };
    expect(await ledger.forget({ ...allGone, stillExists }, stopping.signal)).toBe(500);
    expect(await ledger.forget(allGone, stopping.signal)).toBe(0);
    expect(ledger.counts().delivered).toBe(700);
  });
});
