import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { startLedgerProcess } from "../support/program/ledger-process.ts";
import { DELIVERED, settledFrame } from "../support/samples/settled-frame.ts";

/** In a process of its own: whoever closes a file gives up the locks that his process has on it. */
async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)("cp", ["-r", from, to]);
}

/** As many as are committed without waiting for more. */
const GROUP = 500;

async function settleMany(ledger: Ledger, first: number, count: number): Promise<void> {
  for (let index = first; index < first + count; index += GROUP) {
    const group = Array.from({ length: GROUP }, (_, place) => settledFrame(index + place));
    await Promise.all(group.map((frame) => ledger.commit(frame, DELIVERED)));
  }
}

describe("P2: a copy of the state that is taken while it is written", () => {
  test("opens every time, and calls nothing delivered that was not", async () => {
    await using folder = await temporaryFolder();
    const original = join(folder.path, "original");
    await using writer = await startLedgerProcess(original);
    for (let count = 0; count < 20; count += 1) {
      await writer.settled(writer.settledIndex + 1);
      const copied = join(folder.path, `copy-${count}`);
      await copy(original, copied);
      await using ledger = await openLedger(copied);
      expect(ledger.integrityProblems()).toEqual([]);
      await writer.settled(ledger.indexRanges(["delivered"]).at(-1)?.last ?? -1);
      await ledger.commit(settledFrame(0), DELIVERED);
    }
  });

  test("opens with what can be read, even if its log is younger than its tables", async () => {
    await using folder = await temporaryFolder();
    const [original, copied] = [join(folder.path, "original"), join(folder.path, "copied")];
    await mkdir(copied);
    await using ledger = await openLedger(original, { checkpointPages: 16 });
    await settleMany(ledger, 0, 1000);
    await copy(join(original, "ledger.db"), copied);
    await settleMany(ledger, 1000, 3000);
    await copy(join(original, "ledger.db-wal"), copied);
    expect((await stat(join(copied, "ledger.db-wal"))).size).toBeGreaterThan(0);

    await using rescued = await openLedger(copied);
    expect(rescued.salvaged).toBeGreaterThan(100);
    expect(rescued.counts().delivered).toBe(rescued.salvaged);
    expect(rescued.integrityProblems()).toEqual([]);
    const known = Array.from({ length: 4000 }, (_, index) => settledFrame(index)).filter(
      (frame) => rescued.find(frame)?.state === "delivered",
    );
    expect(known).toHaveLength(rescued.salvaged ?? 0);
    expect((await stat(join(copied, "ledger.db.damaged"))).size).toBeGreaterThan(0);
  });
});
